import { $api } from './client'
import type { TenantRow } from './types'

const FIRST_MS = 3_000

export function useTenants() {
  return $api.useQuery(
    'get',
    '/api/tenants',
    {},
    {
      staleTime: 30_000,
      // at a first start the page may be there before its businesses are
      refetchInterval: (query) => (query.state.data?.items.length === 0 ? FIRST_MS : false),
    },
  )
}

/** A business's name for its id; the id itself until names are known. */
export function useTenantName(enabled = true): (tenant: string) => string {
  const { data } = $api.useQuery('get', '/api/tenants', {}, { staleTime: 30_000, enabled })
  const names = new Map(data?.items.map((one: TenantRow) => [one.tenant, one.name]))
  return (tenant) => names.get(tenant) ?? (tenant === '-' ? 'Nobody' : tenant)
}
