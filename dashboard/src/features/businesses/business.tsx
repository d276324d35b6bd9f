import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, Link2, Mic } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { $api } from '@/api/client'
import { wordsFor } from '@/api/problem'
import type { ConfigRow, TenantRow } from '@/api/types'
import { phone } from '@/format/phone'
import { fullTime } from '@/format/time'
import { Button, Chip, type Tone } from '@/kit/controls'
import { Card, kit, PageHead, Problem, Skeleton } from '@/kit/page'
import { useTalkDoor } from '@/kit/talk-door'
import css from './businesses.module.css'
import { CopyButton } from './copy'

const Confirm = lazy(() => import('@/kit/dialog').then((all) => ({ default: all.Confirm })))
const Modal = lazy(() => import('@/kit/dialog').then((all) => ({ default: all.Modal })))

export function Business({ tenant }: { tenant: string }) {
  const business = $api.useQuery('get', '/api/tenants/{tenant}', { params: { path: { tenant } } })
  if (business.isPending) return <Skeleton />
  if (business.isError)
    return <Problem error={business.error} retry={() => void business.refetch()} />
  return <Known row={business.data} />
}

function Known({ row }: { row: TenantRow }) {
  const talk = useTalkDoor()
  return (
    <>
      <Link to="/businesses" className={css.back}>
        <ArrowLeft size={16} aria-hidden />
        Businesses
      </Link>
      <PageHead
        title={row.name || row.tenant}
        tab={row.name || row.tenant}
        sub={row.version > 0 ? `Version ${row.version} answers its calls` : 'Nothing is active yet'}
      >
        <CustomerLink tenant={row.tenant} />
        <Button
          look="primary"
          data-testid="talk"
          disabled={row.version === 0}
          onClick={() => talk(row)}
        >
          <Mic size={16} aria-hidden />
          Talk to it
        </Button>
      </PageHead>
      <Day tenant={row.tenant} />
      <div className={css.columns}>
        <Versions tenant={row.tenant} />
        <Card title="Numbers" hint={row.numbers.length}>
          {row.numbers.length === 0 ? (
            <p className={css.none}>No number yet: the active configuration names them.</p>
          ) : (
            <ul className={css.numbers}>
              {row.numbers.map((number) => (
                <li key={number}>
                  <span>{phone(number)}</span>
                  <Button small onClick={() => talk({ ...row, number })}>
                    <Mic size={14} aria-hidden />
                    Talk<span className={css.sr}> on {phone(number)}</span>
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  )
}

function Day({ tenant }: { tenant: string }) {
  const { data } = $api.useQuery(
    'get',
    '/api/today',
    { params: { query: { tenant } } },
    { refetchInterval: 30_000 },
  )
  const figures = [
    ['Answered today', data?.answered],
    ['Missed', data?.missed],
    ['Leads', data?.leads],
    ['Put through', data?.transferred],
  ] as const
  return (
    <dl className={css.day}>
      {figures.map(([words, figure]) => (
        <div key={words}>
          <dt>{words}</dt>
          <dd>{figure ?? '–'}</dd>
        </div>
      ))}
      <div>
        <dt>Line</dt>
        <dd>
          {data ? (
            <Chip tone={data.online ? 'good' : 'bad'}>{data.online ? 'Online' : 'Offline'}</Chip>
          ) : (
            '–'
          )}
        </dd>
      </div>
    </dl>
  )
}

const STATUS: Readonly<Record<ConfigRow['status'], { words: string; tone: Tone }>> = {
  active: { words: 'Active', tone: 'good' },
  pushed: { words: 'Ready', tone: 'neutral' },
  superseded: { words: 'Earlier', tone: 'neutral' },
  refused: { words: 'Refused', tone: 'bad' },
}

function Versions({ tenant }: { tenant: string }) {
  const client = useQueryClient()
  const configs = $api.useQuery('get', '/api/tenants/{tenant}/configs', {
    params: { path: { tenant } },
  })
  const [chosen, setChosen] = useState<ConfigRow | null>(null)
  const activate = $api.useMutation('post', '/api/tenants/{tenant}/configs/{version}/activate', {
    onSuccess: () => {
      setChosen(null)
      void client.invalidateQueries()
    },
  })
  const rows = [...(configs.data?.items ?? [])].sort((a, b) => b.pushedUnixMs - a.pushedUnixMs)
  return (
    <Card title="Versions" hint="A new one is tried before it can answer a call">
      {configs.isPending ? (
        <Skeleton rows={3} />
      ) : configs.isError ? (
        <Problem error={configs.error} retry={() => void configs.refetch()} />
      ) : rows.length === 0 ? (
        <p className={css.none}>
          Nothing pushed yet. Run <code>spotfunnel config push FILE</code>.
        </p>
      ) : (
        <ul className={css.versions} data-testid="versions">
          {rows.map((row) => (
            <Version
              key={`${row.version}-${row.config}-${row.pushedUnixMs}`}
              row={row}
              onActivate={() => setChosen(row)}
            />
          ))}
        </ul>
      )}
      {chosen ? (
        <Suspense>
          <Confirm
            open
            title={`Activate version ${chosen.version}?`}
            yes={activate.isPending ? 'Activating…' : 'Activate'}
            busy={activate.isPending}
            onClose={() => setChosen(null)}
            onYes={() => activate.mutate({ params: { path: { tenant, version: chosen.version } } })}
          >
            <p>The next call is answered with it. A call in progress is not changed.</p>
            {activate.isError ? <p role="alert">{wordsFor(activate.error)}</p> : null}
          </Confirm>
        </Suspense>
      ) : null}
    </Card>
  )
}

function Version({ row, onActivate }: { row: ConfigRow; onActivate: () => void }) {
  const { words, tone } = STATUS[row.status]
  const tried = `${row.trials} ${row.trials === 1 ? 'trial' : 'trials'} passed`
  return (
    <li data-testid="version" data-version={row.version} data-status={row.status}>
      <span className={css.versionName}>
        <b>{row.version > 0 ? `Version ${row.version}` : 'Not taken'}</b>
        <Chip tone={tone}>{words}</Chip>
      </span>
      <span className={css.versionFacts}>
        <code>{row.config.slice(0, 12)}</code>
        <span>{row.status === 'refused' ? row.why : tried}</span>
        <time>
          {row.activatedUnixMs === null
            ? `pushed ${fullTime(row.pushedUnixMs)}`
            : `activated ${fullTime(row.activatedUnixMs)}`}
        </time>
      </span>
      {row.status === 'pushed' || row.status === 'superseded' ? (
        <Button small data-testid="activate" onClick={onActivate}>
          Activate<span className={css.sr}> version {row.version}</span>
        </Button>
      ) : null}
    </li>
  )
}

function CustomerLink({ tenant }: { tenant: string }) {
  const make = $api.useMutation('post', '/api/links')
  return (
    <>
      <Button
        data-testid="customer-link"
        disabled={make.isPending}
        onClick={() => make.mutate({ body: { tenant } })}
      >
        <Link2 size={16} aria-hidden />
        {make.isPending ? 'Making a link…' : 'Customer link'}
      </Button>
      {make.isError ? (
        <span role="alert" className={css.linkFailed}>
          {wordsFor(make.error)}
        </span>
      ) : null}
      {make.data ? (
        <Suspense>
          <Modal open title="Customer link" onClose={make.reset}>
            <div className={kit.dialogBody}>
              <h2>Link for the owner</h2>
              <p>
                It works once, until {fullTime(make.data.expiresUnixMs)}, and signs one device in to
                this business only. It is not shown again.
              </p>
              <input
                className={css.url}
                readOnly
                aria-label="Link"
                data-testid="link-url"
                value={make.data.url}
                onFocus={(event) => event.target.select()}
              />
              <div className={kit.dialogFoot}>
                <Button onClick={make.reset}>Close</Button>
                <CopyButton text={make.data.url} label="Copy link" />
              </div>
            </div>
          </Modal>
        </Suspense>
      ) : null}
    </>
  )
}
