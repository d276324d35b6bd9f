import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ApiError } from '@/api/problem'
import { sessionQuery } from '@/api/session'
import { router } from './router'

/** A session that ended while the page was open: the page says so at once, wherever it is. */
function signedOut(error: unknown): void {
  if (error instanceof ApiError && error.status === 401)
    client.setQueryData(sessionQuery.queryKey, null)
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signedOut }),
  mutationCache: new MutationCache({ onError: signedOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status < 500 && error.status !== 429),
    },
  },
})

export function App() {
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}
