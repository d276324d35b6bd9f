import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { $api } from './client'
import { useStream } from './stream'
import type { CallRow } from './types'

export const callQuery = (call: string) =>
  $api.queryOptions('get', '/api/calls/{call_id}', { params: { path: { call_id: call } } })

type Page = { items: CallRow[]; next: string | null }

const PAGE = 50

export interface CallFilter {
  tenant?: string | undefined
}

/** Calls, newest first, a page at a time. */
export function useCalls({ tenant }: CallFilter, limit = PAGE) {
  return $api.useInfiniteQuery(
    'get',
    '/api/calls',
    { params: { query: { limit, ...(tenant ? { tenant } : {}) } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null, // not undefined: the library would ask for page 0
      getNextPageParam: (last: Page) => last.next ?? undefined,
    },
  )
}

const isCallsKey = (key: readonly unknown[]) => key[0] === 'get' && key[1] === '/api/calls'

/** Keeps every list of calls on the page as it is now; what it brings is put in, not asked for. */
export function useLiveCalls(onChange?: (row: CallRow) => void) {
  const client = useQueryClient()
  const take = useCallback(
    (data: unknown) => {
      const row = data as CallRow
      for (const [key, held] of client.getQueriesData<InfiniteData<Page>>({
        predicate: (query) => isCallsKey(query.queryKey),
      })) {
        if (held && wants(key, row)) client.setQueryData(key, placed(held, row))
      }
      onChange?.(row)
    },
    [client, onChange],
  )
  const resync = useCallback(() => {
    void client.invalidateQueries({ predicate: (query) => isCallsKey(query.queryKey) })
  }, [client])
  return useStream('/api/live', { call: take }, { onOpen: resync })
}

function wants(key: readonly unknown[], row: CallRow): boolean {
  const init = key[2] as { params?: { query?: { tenant?: string } } } | undefined
  const tenant = init?.params?.query?.tenant
  return tenant === undefined || tenant === row.tenant
}

/** Put a row where it belongs: in its old place, or on top where it is new. */
export function placed(held: InfiniteData<Page>, row: CallRow): InfiniteData<Page> {
  let found = false
  const pages = held.pages.map((page) => ({
    ...page,
    items: page.items.map((one) => {
      if (one.call !== row.call) return one
      found = true
      return one.changedPos > row.changedPos ? one : row
    }),
  }))
  const [first, ...rest] = pages
  if (found || !first) return { ...held, pages }
  const items = [row, ...first.items].sort((a, b) => b.beganUnixMs - a.beganUnixMs)
  return { ...held, pages: [{ ...first, items }, ...rest] }
}
