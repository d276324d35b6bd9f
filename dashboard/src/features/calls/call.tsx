import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, Trash2 } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { callQuery } from '@/api/calls'
import { $api } from '@/api/client'
import { wordsFor } from '@/api/problem'
import { useIsOperator } from '@/api/session'
import { useTenantName } from '@/api/tenants'
import type { CallPage, CallRow } from '@/api/types'
import { Fields } from '@/call/fields'
import { LeadTick, Outcome } from '@/call/outcome'
import { lineAt, spansOf } from '@/call/spans'
import { useStory } from '@/call/story-of'
import { Transcript } from '@/call/transcript'
import { endedByWords, outcomeWords } from '@/call/words'
import { phone } from '@/format/phone'
import { fullTime, lasted } from '@/format/time'
import { Button } from '@/kit/controls'
import { Card, Problem, Skeleton, Stale, useTitle } from '@/kit/page'
import css from './call.module.css'
import { type Player, usePlayer } from './clock'
import { CostCard } from './cost'
import { PlayerBar } from './player'
import { ReplayButton, ReplayVerdict, useReplay } from './replay'
import { Timeline } from './timeline'

const Confirm = lazy(() => import('@/kit/dialog').then((all) => ({ default: all.Confirm })))

export function OneCall({ call }: { call: string }) {
  const page = useQuery(callQuery(call))
  useTitle('Call')
  if (page.isPending) return <Skeleton rows={8} />
  if (page.isError) return <Problem error={page.error} retry={() => void page.refetch()} />
  return <Opened page={page.data} />
}

function Opened({ page }: { page: CallPage }) {
  const operator = useIsOperator()
  const row = page.call
  const { story, stream } = useStory(row.live ? row.call : null, page)
  const over = useEnd(row, story.ended !== null)
  const player = usePlayer()
  const peaks = usePeaks(row, over)
  const durationMs = peaks?.durationMs ?? row.durationMs
  const erased = page.erasedAt !== null
  const lines = erased ? page.transcript : story.lines
  const spans = useMemo(() => spansOf(lines, peaks, durationMs), [lines, peaks, durationMs])
  const heard = over && row.recorded && !erased
  return (
    <div data-testid="call" data-call={row.call} data-live={!over}>
      <Head row={row} ended={story.ended} operator={operator} />
      {over ? null : <Stale stream={stream} />}
      {erased ? (
        <p className={css.note}>
          What was said in this call was erased on {fullTime(Date.parse(page.erasedAt ?? ''))}. That
          it took place, and when, is kept.
        </p>
      ) : null}
      {page.degraded ? <p className={css.note}>{page.degraded}</p> : null}
      {operator ? <Acts row={row} over={over} erased={erased} /> : null}
      {heard ? (
        <Card className={css.recording}>
          <PlayerBar call={row.call} player={player} peaks={peaks} durationMs={durationMs} />
        </Card>
      ) : null}
      <div className={css.columns}>
        <Card title="Transcript" className={css.talk}>
          <Transcript
            lines={lines}
            live={!over}
            playing={heard && (player.playing || player.atMs > 0) ? lineAt(spans, player.atMs) : -1}
            onPick={heard ? (at) => player.playFrom(spans[at]?.fromMs ?? 0) : undefined}
            {...(erased ? { empty: 'Erased.' } : {})}
          />
        </Card>
        <div className={css.aside}>
          <Card title="Captured">
            <Fields
              fields={erased ? page.fields : story.fields}
              over={over}
              {...(erased ? { empty: 'Erased.' } : {})}
            />
          </Card>
          {operator && page.cost ? <CostCard cost={page.cost} /> : null}
        </div>
      </div>
      {operator ? (
        <Events row={row} over={over} story={story} player={heard ? player : null} />
      ) : null}
    </div>
  )
}

/** A call that ends while it is looked at gets its recording, cost and outcome at once. */
function useEnd(row: CallRow, ended: boolean): boolean {
  const client = useQueryClient()
  const settled = !row.live
  useEffect(() => {
    if (!ended || settled) return undefined
    const ask = () => void client.invalidateQueries(callQuery(row.call))
    ask()
    const timer = setInterval(ask, 1_000)
    return () => clearInterval(timer)
  }, [ended, settled, client, row.call])
  return settled
}

function usePeaks(row: CallRow, over: boolean) {
  const { data } = $api.useQuery(
    'get',
    '/api/calls/{call_id}/recording/peaks',
    { params: { path: { call_id: row.call } } },
    { enabled: over && row.recorded, staleTime: Number.POSITIVE_INFINITY },
  )
  return data ?? null
}

function Head({
  row,
  ended,
  operator,
}: {
  row: CallRow
  ended: { outcome: string; by: string } | null
  operator: boolean
}) {
  const nameOf = useTenantName(operator)
  const outcome = row.live ? ended?.outcome : row.outcome
  const title = outcome === undefined ? 'Call in progress' : outcomeWords(outcome)
  useTitle(title)
  const by = endedByWords(row.endedBy)
  return (
    <header className={css.head}>
      <Link to="/calls" className={css.back}>
        <ArrowLeft size={16} aria-hidden />
        Calls
      </Link>
      <div className={css.title}>
        <h1>{title}</h1>
        {(row.live && !ended) || (row.emergency && row.outcome !== 'emergency') ? (
          <Outcome row={row} />
        ) : null}
        {row.lead ? <LeadTick /> : null}
      </div>
      <p className={css.facts}>
        {operator ? (
          <Link to="/businesses/$tenant" params={{ tenant: row.tenant }}>
            {nameOf(row.tenant)}
          </Link>
        ) : null}
        <span>{phone(row.dialled)}</span>
        <time>{fullTime(row.beganUnixMs)}</time>
        {row.live ? null : (
          <span>
            {lasted(row.durationMs)}
            {by ? `, ${by}` : ''}
          </span>
        )}
      </p>
      {operator ? (
        <p className={css.ids}>
          <code>{row.call}</code>
          {row.core ? <code>core {row.core}</code> : null}
          {row.config ? <code>config {row.config.slice(0, 12)}</code> : null}
        </p>
      ) : null}
    </header>
  )
}

function Acts({ row, over, erased }: { row: CallRow; over: boolean; erased: boolean }) {
  const replay = useReplay()
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const erase = $api.useMutation('post', '/api/calls/{call_id}/erase', {
    onSuccess: () => {
      setAsked(false)
      void client.invalidateQueries()
    },
  })
  if (!over) return null
  return (
    <>
      <div className={css.acts}>
        <ReplayButton call={row.call} replay={replay} />
        {erased ? null : (
          <Button look="danger" data-testid="erase" onClick={() => setAsked(true)}>
            <Trash2 size={16} aria-hidden />
            Erase
          </Button>
        )}
      </div>
      <ReplayVerdict replay={replay} />
      {asked ? (
        <Suspense>
          <Confirm
            open
            danger
            title="Erase what was said?"
            yes={erase.isPending ? 'Erasing…' : 'Erase for good'}
            busy={erase.isPending}
            onClose={() => setAsked(false)}
            onYes={() => erase.mutate({ params: { path: { call_id: row.call } } })}
          >
            <p>
              The transcript, the captured values and the recording of this call are destroyed
              everywhere. This can’t be undone. That the call took place is kept.
            </p>
            {erase.isError ? <p role="alert">{wordsFor(erase.error)}</p> : null}
          </Confirm>
        </Suspense>
      ) : null}
    </>
  )
}

function Events({
  row,
  over,
  story,
  player,
}: {
  row: CallRow
  over: boolean
  story: ReturnType<typeof useStory>['story']
  player: Player | null
}) {
  const timeline = $api.useQuery(
    'get',
    '/api/calls/{call_id}/timeline',
    { params: { path: { call_id: row.call } } },
    { enabled: over },
  )
  const items = over ? timeline.data?.items : story.entries
  return (
    <Card title="Events" hint={items ? String(items.length) : undefined} className={css.events}>
      {timeline.isError ? (
        <Problem error={timeline.error} retry={() => void timeline.refetch()} />
      ) : items ? (
        <>
          {timeline.data?.broken ? <p className={css.broken}>{timeline.data.broken}</p> : null}
          <Timeline items={items} onSeek={player ? player.playFrom : null} />
        </>
      ) : (
        <Skeleton rows={8} />
      )}
    </Card>
  )
}
