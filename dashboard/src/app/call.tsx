import { useParams } from '@tanstack/react-router'
import { OneCall } from '@/features/calls/call'

export function OneCallPage() {
  const { call } = useParams({ from: '/in/calls/$call' })
  return <OneCall key={call} call={call} />
}
