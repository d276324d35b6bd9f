import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Mic, PhoneIncoming } from 'lucide-react'
import { callQuery, useCalls, useLiveCalls } from '@/api/calls'
import { $api } from '@/api/client'
import { useSession } from '@/api/session'
import type { CallRow, Today as TodayFigures } from '@/api/types'
import { LeadTick, Outcome } from '@/call/outcome'
import { fieldValue } from '@/call/words'
import { phone } from '@/format/phone'
import { clock, dayOf, lasted } from '@/format/time'
import { Button, Dot } from '@/kit/controls'
import { Card, Empty, kit, PageHead, Problem, Skeleton, Stale } from '@/kit/page'
import { useTalkDoor } from '@/kit/talk-door'
import { Hours } from './hours'
import css from './today.module.css'

export default function Today() {
  const session = useSession()
  const talk = useTalkDoor()
  const today = $api.useQuery('get', '/api/today', {}, { refetchInterval: 60_000 })
  const stream = useLiveCalls((row) => {
    if (!row.live || row.events < 20) void today.refetch()
  })
  return (
    <>
      <PageHead
        title="Today"
        tab="Today"
        sub={today.data ? <Day figures={today.data} /> : dayOf(Date.now())}
      >
        <Button
          data-testid="talk"
          onClick={() => talk({ tenant: session.tenant, name: session.name })}
        >
          <Mic size={16} aria-hidden />
          Try it yourself
        </Button>
      </PageHead>
      <Stale stream={stream} />
      {today.isError ? (
        <Problem error={today.error} retry={() => void today.refetch()} />
      ) : (
        <>
          <Figures figures={today.data} />
          <div className={css.columns}>
            <TodaysCalls since={today.data ? Date.parse(today.data.since) : null} />
            <Card title="Calls by hour">
              <Hours hours={today.data?.hours ?? []} />
            </Card>
          </div>
        </>
      )}
    </>
  )
}

function Day({ figures }: { figures: TodayFigures }) {
  return (
    <span className={css.day}>
      {dayOf(Date.parse(figures.since))}
      <span className={figures.online ? css.online : css.offline} data-testid="online">
        <Dot beats={figures.online} />
        {figures.online ? 'Online: your calls are answered' : 'Offline: calls are not answered'}
      </span>
    </span>
  )
}

function Figures({ figures }: { figures: TodayFigures | undefined }) {
  const shown = [
    ['Answered', figures?.answered, 'answered'],
    ['Leads', figures?.leads, 'leads'],
    ['Missed', figures?.missed, 'missed'],
    ['Put through', figures?.transferred, 'transferred'],
  ] as const
  return (
    <dl className={css.figures}>
      {shown.map(([words, figure, key]) => (
        <div key={key} data-figure={key} data-some={(figure ?? 0) > 0}>
          <dt>{words}</dt>
          <dd data-testid={`today-${key}`}>{figure ?? '–'}</dd>
        </div>
      ))}
    </dl>
  )
}

function TodaysCalls({ since }: { since: number | null }) {
  const calls = useCalls({})
  const rows = (calls.data?.pages.flatMap((page) => page.items) ?? []).filter(
    (row) => since !== null && row.beganUnixMs >= since,
  )
  return (
    <Card
      title="Calls"
      actions={
        <Link to="/calls" className={kit.link}>
          Earlier
        </Link>
      }
    >
      {calls.isPending || since === null ? (
        <Skeleton rows={4} />
      ) : calls.isError ? (
        <Problem error={calls.error} retry={() => void calls.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon={PhoneIncoming} title="No calls today yet">
          <p>Each call shows up here as it is answered, with who rang and why.</p>
        </Empty>
      ) : (
        <ul data-testid="today-calls">
          {rows.map((row) => (
            <li key={row.call}>
              <TodaysCall row={row} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function TodaysCall({ row }: { row: CallRow }) {
  // What a caller said stands in the call alone, so each row asks for its own; an ended one once.
  const { data } = useQuery({
    ...callQuery(row.call),
    staleTime: row.live ? 2_000 : Number.POSITIVE_INFINITY,
    refetchInterval: row.live ? 3_000 : false,
  })
  const field = (name: string) => {
    const found = data?.fields.find((one) => one.name === name)
    return found?.value ? fieldValue(found.value) : ''
  }
  const place = field('suburb') || field('address')
  const who = [field('name') || 'Unknown caller', place].filter(Boolean).join(', ')
  return (
    <Link
      to="/calls/$call"
      params={{ call: row.call }}
      className={css.call}
      data-testid="today-call"
      data-call={row.call}
    >
      <span className={css.who}>
        <b>{who}</b>
        {row.lead ? <LeadTick /> : null}
      </span>
      <time className={css.at}>{clock(row.beganUnixMs)}</time>
      <span className={css.why}>{field('reason') || field('phone') || phone(row.dialled)}</span>
      <span className={css.what}>
        <Outcome row={row} />
        {row.live ? null : <small>{lasted(row.durationMs)}</small>}
      </span>
      <ChevronRight size={18} aria-hidden className={css.go} />
    </Link>
  )
}
