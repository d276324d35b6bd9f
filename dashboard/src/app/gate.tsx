import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useState } from 'react'
import { sessionQuery, useIsOperator } from '@/api/session'
import { TalkDoor, type TalkTo } from '@/kit/talk-door'
import { Loading, NotFound } from './notices'
import { Shell } from './shell'

const Live = lazy(() => import('@/features/live/live'))
const Today = lazy(() => import('@/features/today/today'))
const SignedOut = lazy(() => import('@/features/session/signed-out'))
const TalkPanel = lazy(() => import('@/features/talk/panel'))
const Unreachable = lazy(() => import('@/features/session/unreachable'))

/** Lets through who is signed in, and says to others how to be. */
export function SignedIn() {
  const session = useQuery({ ...sessionQuery, refetchInterval: 300_000 })
  const [talk, setTalk] = useState<TalkTo | null>(null)
  const close = useCallback(() => setTalk(null), [])
  if (session.isPending) return null
  if (session.data === undefined)
    return (
      <Suspense>
        <Unreachable error={session.error} retry={() => void session.refetch()} />
      </Suspense>
    )
  if (session.data === null)
    return (
      <Suspense>
        <SignedOut />
      </Suspense>
    )
  return (
    <TalkDoor value={setTalk}>
      <Shell session={session.data}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </Shell>
      <Suspense>{talk ? <TalkPanel to={talk} onClose={close} /> : null}</Suspense>
    </TalkDoor>
  )
}

/** A customer who types an operator's address sees what anybody sees who mistypes one. */
export function OperatorOnly() {
  return useIsOperator() ? <Outlet /> : <NotFound />
}

/** The first page: what an operator, and what a business's owner, looks at first. */
export const Home = () => (useIsOperator() ? <Live /> : <Today />)
