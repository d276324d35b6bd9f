import { useSuspenseQuery } from '@tanstack/react-query'
import { api } from './client'
import { ApiError } from './problem'
import type { Session } from './types'

/** Who is signed in; null for nobody. */
export const sessionQuery = {
  queryKey: ['session'] as const,
  queryFn: async (): Promise<Session | null> => {
    try {
      return (await api.GET('/api/session')).data ?? null
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
}

export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery)
  if (data === null) throw new ApiError(401, '', 'You are signed out.')
  return data
}

export const useIsOperator = (): boolean => useSession().role === 'operator'
