import { lazy, Suspense } from 'react'
import { Problem, Skeleton } from '@/kit/page'

export const NotFound = lazy(() => import('./not-found'))

export const NotFoundPage = () => (
  <main>
    <Suspense>
      <NotFound />
    </Suspense>
  </main>
)

export const Loading = () => <Skeleton />

export function Broken({ error, retry }: { error: unknown; retry: () => void }) {
  return <Problem error={error} retry={retry} />
}
