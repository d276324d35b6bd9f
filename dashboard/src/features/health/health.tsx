import { CircleCheck, TriangleAlert } from 'lucide-react'
import { $api } from '@/api/client'
import { count } from '@/format/money'
import { clock } from '@/format/time'
import { Card, PageHead, Problem, Skeleton } from '@/kit/page'
import css from './health.module.css'

const SHAPES = { embedded: 'One process, no servers', stack: 'All servers' } as const

export function Health() {
  const status = $api.useQuery('get', '/api/status', {}, { refetchInterval: 5_000 })
  if (status.isPending) return <Skeleton />
  if (status.isError) return <Problem error={status.error} retry={() => void status.refetch()} />
  const { parts, lag, position, shape, core } = status.data
  const ill = parts.filter((part) => !part.well)
  const well = ill.length === 0
  return (
    <>
      <PageHead
        title={
          <span className={css.title} data-well={well} data-testid="health">
            {well ? <CircleCheck size={26} aria-hidden /> : <TriangleAlert size={26} aria-hidden />}
            {well
              ? 'Everything is well'
              : `${ill.length} ${ill.length === 1 ? 'part is' : 'parts are'} not well`}
          </span>
        }
        tab={well ? 'Health' : 'Not well'}
        sub={`Looked at ${clock(status.dataUpdatedAt)}, again every five seconds`}
      />
      <dl className={css.facts}>
        <div>
          <dt>Shape</dt>
          <dd>{SHAPES[shape]}</dd>
        </div>
        <div>
          <dt>Events behind</dt>
          <dd data-late={lag > 1_000}>{count(lag)}</dd>
        </div>
        <div>
          <dt>Events in the log</dt>
          <dd>{count(position)}</dd>
        </div>
        <div>
          <dt>Core</dt>
          <dd>
            <code>{core}</code>
          </dd>
        </div>
      </dl>
      <Card title="Parts" hint={parts.length}>
        <ul>
          {parts.map((part) => (
            <li key={part.name} className={css.part} data-well={part.well} data-testid="part">
              {part.well ? (
                <CircleCheck size={18} aria-hidden />
              ) : (
                <TriangleAlert size={18} aria-hidden />
              )}
              <b>{part.name}</b>
              <span>{part.detail}</span>
              <em>{part.well ? 'Well' : 'Not well'}</em>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}
