import { useNavigate, useSearch } from '@tanstack/react-router'
import { Calls } from '@/features/calls/list'

export function CallsPage() {
  const search = useSearch({ from: '/in/calls' })
  const navigate = useNavigate({ from: '/calls' })
  return (
    <Calls
      filter={search}
      onFilter={(filter) => void navigate({ search: filter, replace: true })}
      onOpen={(call) => void navigate({ to: '/calls/$call', params: { call } })}
    />
  )
}
