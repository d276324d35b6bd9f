import { Link } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { $api } from '@/api/client'
import { useTenantName } from '@/api/tenants'
import type { DeliveryRow } from '@/api/types'
import { plain } from '@/call/words'
import { shortTime } from '@/format/time'
import { Button, Chip, Segments, type Tone } from '@/kit/controls'
import { Card, Empty, kit, PageHead, Problem, Skeleton } from '@/kit/page'
import css from './deliveries.module.css'

const STATUS: Readonly<Record<DeliveryRow['status'], { words: string; tone: Tone }>> = {
  begun: { words: 'Under way', tone: 'neutral' },
  tried: { words: 'Trying again', tone: 'warn' },
  done: { words: 'Delivered', tone: 'good' },
  dead: { words: 'Given up', tone: 'bad' },
  skipped: { words: 'Nothing to do', tone: 'neutral' },
}

const SHOWS = [
  ['all', 'All'],
  ['open', 'Under way'],
  ['dead', 'Given up'],
] as const

type Show = (typeof SHOWS)[number][0]

const PASSES: Readonly<Record<Show, (row: DeliveryRow) => boolean>> = {
  all: () => true,
  open: (row) => row.status === 'begun' || row.status === 'tried',
  dead: (row) => row.status === 'dead',
}

const MOST = 100

export function Deliveries() {
  const [show, setShow] = useState<Show>('all')
  const deliveries = $api.useQuery(
    'get',
    '/api/deliveries',
    { params: { query: { limit: MOST } } },
    { refetchInterval: 5_000 },
  )
  const rows = (deliveries.data?.items ?? []).filter(PASSES[show])
  return (
    <>
      <PageHead
        title="Deliveries"
        tab="Deliveries"
        sub="What follows a call, and whether it arrived"
      >
        <Segments label="Show" value={show} options={SHOWS} onChange={setShow} />
      </PageHead>
      {deliveries.isPending ? (
        <Skeleton />
      ) : deliveries.isError ? (
        <Problem error={deliveries.error} retry={() => void deliveries.refetch()} />
      ) : (
        <Card>
          {rows.length === 0 ? (
            <Empty icon={Inbox} title={show === 'all' ? 'Nothing delivered yet' : 'None like that'}>
              {show === 'all' ? (
                <p>A call that ends with a lead sends its summary; it is listed here.</p>
              ) : (
                <Button onClick={() => setShow('all')}>Show all</Button>
              )}
            </Empty>
          ) : (
            <Rows rows={rows} />
          )}
        </Card>
      )}
    </>
  )
}

function Rows({ rows }: { rows: DeliveryRow[] }) {
  const nameOf = useTenantName()
  return (
    <ul data-testid="deliveries">
      {rows.map((row) => (
        <li key={row.id} className={css.row} data-testid="delivery" data-status={row.status}>
          <Chip tone={STATUS[row.status].tone}>{STATUS[row.status].words}</Chip>
          <span className={css.what}>
            <b>{plain(row.workflow.replace(/-/g, ' '))}</b> for {nameOf(row.tenant)}
            <small>{row.why || row.reference || ' '}</small>
          </span>
          <span className={css.tries}>
            {row.attempts} {row.attempts === 1 ? 'try' : 'tries'}
          </span>
          <time className={css.when}>{shortTime(row.changedUnixMs)}</time>
          <Link to="/calls/$call" params={{ call: row.call }} className={kit.link}>
            Call
          </Link>
        </li>
      ))}
    </ul>
  )
}
