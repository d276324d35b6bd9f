import { useParams } from '@tanstack/react-router'
import { Business } from '@/features/businesses/business'

export function BusinessPage() {
  const { tenant } = useParams({ from: '/in/operator/businesses/$tenant' })
  return <Business key={tenant} tenant={tenant} />
}
