import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api } from '@/api/client'
import { ApiError, wordsFor } from '@/api/problem'
import { sessionQuery } from '@/api/session'
import { Frame, HowToGetALink } from './frame'

/** Take the token out of the address, so that neither history nor a screenshot keeps it. */
function takeToken(): string {
  const token = decodeURIComponent(location.hash.replace(/^#/, ''))
  history.replaceState(history.state, '', location.pathname)
  return token
}

/** `/open#<token>`: uses a one-time link, then goes to the first page. */
export function Open() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [failed, setFailed] = useState<unknown>(null)
  const used = useRef(false)
  useEffect(() => {
    if (used.current) return
    used.current = true
    const link = takeToken()
    const signIn = async () => {
      if (link === '') throw new ApiError(400, 'link.empty', 'This link is not complete.')
      const { data } = await api.POST('/api/session', { body: { link } })
      client.clear()
      client.setQueryData(sessionQuery.queryKey, data ?? null)
      await navigate({ to: '/', replace: true })
    }
    signIn().catch(setFailed)
  }, [client, navigate])

  if (failed === null)
    return (
      <Frame title="Signing you in">
        <p role="status">One moment.</p>
      </Frame>
    )
  return <Refused error={failed} />
}

function Refused({ error }: { error: unknown }) {
  const spent = error instanceof ApiError && error.status < 500 && error.status !== 429
  if (!spent)
    return (
      <Frame title="That did not work">
        <p role="alert">{wordsFor(error)}</p>
        <p>Open the link again: it has not been used.</p>
      </Frame>
    )
  return (
    <Frame title="This link no longer works">
      <p role="alert">
        A link works once and only for a while. This one was used before, has expired, or was not
        copied whole.
      </p>
      <HowToGetALink />
    </Frame>
  )
}
