import { Link } from '@tanstack/react-router'
import { Mic, Radio } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useCalls, useLiveCalls } from '@/api/calls'
import { useTenantName, useTenants } from '@/api/tenants'
import type { CallRow } from '@/api/types'
import { LeadTick, Outcome } from '@/call/outcome'
import { FieldPills } from '@/call/pills'
import { useStory } from '@/call/story-of'
import { Transcript } from '@/call/transcript'
import { phone } from '@/format/phone'
import { lasted, mmss, shortTime } from '@/format/time'
import { Button, Dot } from '@/kit/controls'
import { Card, Empty, kit, PageHead, Problem, Skeleton, Stale } from '@/kit/page'
import { useTalkDoor } from '@/kit/talk-door'
import css from './live.module.css'

/** A browser allows six connections: so many calls are followed word by word, others by state. */
const FOLLOWED = 3
const ENDED_SHOWN = 8

export default function Live() {
  const calls = useCalls({})
  const stream = useLiveCalls()
  const nameOf = useTenantName()
  const rows = calls.data?.pages.flatMap((page) => page.items) ?? []
  const live = rows.filter((row) => row.live)
  const ended = rows.filter((row) => !row.live).slice(0, ENDED_SHOWN)
  return (
    <>
      <PageHead
        title={<Count n={live.length} />}
        tab={live.length > 0 ? `(${live.length}) Live` : 'Live'}
        sub={
          <span className={css.state}>
            <span className={stream === 'open' ? css.on : css.off}>
              <Dot beats={stream === 'open'} />
            </span>
            {stream === 'open' ? 'Listening for calls as they come in' : 'Connecting…'}
          </span>
        }
      >
        <TalkToOne />
      </PageHead>
      <Stale stream={stream} />
      {calls.isPending ? (
        <Skeleton />
      ) : calls.isError ? (
        <Problem error={calls.error} retry={() => void calls.refetch()} />
      ) : (
        <>
          {live.length === 0 ? (
            <Card>
              <Empty icon={Radio} title="No call in progress">
                <p>
                  A call appears here as it is answered, word by word. Place a test call to see one.
                </p>
              </Empty>
            </Card>
          ) : (
            <ul className={css.grid} data-testid="live-calls">
              {live.map((row, at) => (
                <li key={row.call}>
                  <LiveCard row={row} name={nameOf(row.tenant)} followed={at < FOLLOWED} />
                </li>
              ))}
            </ul>
          )}
          <Ended rows={ended} nameOf={nameOf} />
        </>
      )}
    </>
  )
}

function Count({ n }: { n: number }) {
  return (
    <span data-testid="live-count">
      {n === 0 ? 'All quiet' : `${n} ${n === 1 ? 'call' : 'calls'} in progress`}
    </span>
  )
}

/** The quickest way to a call: the first business that has something active. */
function TalkToOne() {
  const tenants = useTenants()
  const talk = useTalkDoor()
  const active = (tenants.data?.items ?? []).filter((one) => one.version > 0)
  const [chosen, setChosen] = useState('')
  const tenant = active.find((one) => one.tenant === chosen) ?? active[0]
  if (!tenant) return null
  return (
    <>
      {active.length > 1 ? (
        <select
          className={kit.select}
          aria-label="Business to talk to"
          value={tenant.tenant}
          onChange={(event) => setChosen(event.target.value)}
        >
          {active.map((one) => (
            <option key={one.tenant} value={one.tenant}>
              {one.name}
            </option>
          ))}
        </select>
      ) : null}
      <Button look="primary" data-testid="talk" onClick={() => talk(tenant)}>
        <Mic size={16} aria-hidden />
        Talk to it
      </Button>
    </>
  )
}

function useClock(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

function LiveCard({ row, name, followed }: { row: CallRow; name: string; followed: boolean }) {
  const { story, stream } = useStory(followed ? row.call : null)
  const now = useClock()
  return (
    <article className={css.card} data-testid="live-card" data-call={row.call}>
      <header className={css.cardHead}>
        <div>
          <h2>
            <Link to="/calls/$call" params={{ call: row.call }} className={css.cover}>
              {name}
            </Link>
          </h2>
          <p className={css.meta}>{phone(row.dialled)}</p>
        </div>
        <div className={css.right}>
          <Outcome row={row} />
          <time className={css.timer}>{mmss(now - row.beganUnixMs)}</time>
        </div>
      </header>
      {followed ? (
        <>
          <div className={css.lines} data-stale={stream === 'lost'}>
            <Transcript lines={story.lines} live compact empty="The call has just begun." />
          </div>
          <footer className={css.cardFoot}>
            <FieldPills fields={story.fields} />
          </footer>
        </>
      ) : (
        <p className={css.more}>Open the call to follow it word by word.</p>
      )}
    </article>
  )
}

function Ended({ rows, nameOf }: { rows: CallRow[]; nameOf: (tenant: string) => string }) {
  if (rows.length === 0) return null
  return (
    <Card
      className={css.ended}
      title="Just ended"
      actions={
        <Link to="/calls" className={kit.link}>
          All calls
        </Link>
      }
    >
      <ul data-testid="ended-calls">
        {rows.map((row) => (
          <li key={row.call}>
            <Link to="/calls/$call" params={{ call: row.call }} className={css.row}>
              <span className={css.rowName}>
                {nameOf(row.tenant)}
                {row.lead ? <LeadTick /> : null}
              </span>
              <Outcome row={row} />
              <span className={css.rowMeta}>{lasted(row.durationMs)}</span>
              <time className={css.rowMeta}>{shortTime(row.beganUnixMs)}</time>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
