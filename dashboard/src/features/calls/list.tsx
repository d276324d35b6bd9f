import { Link } from '@tanstack/react-router'
import { PhoneOff, Search } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useCalls, useLiveCalls } from '@/api/calls'
import { useIsOperator } from '@/api/session'
import { useTenantName, useTenants } from '@/api/tenants'
import type { CallRow } from '@/api/types'
import { LeadTick, Outcome } from '@/call/outcome'
import { outcomeWords } from '@/call/words'
import { phone } from '@/format/phone'
import { mmss, shortTime, zoneName } from '@/format/time'
import { Button, Segments } from '@/kit/controls'
import { useKeys } from '@/kit/keys'
import { Card, Empty, kit, PageHead, Problem, Skeleton, Stale } from '@/kit/page'
import css from './list.module.css'
import { Shortcuts } from './shortcuts'

export interface Filter {
  show?: string
  tenant?: string
  q?: string
}

const SHOWS = [
  ['all', 'All'],
  ['live', 'In progress'],
  ['leads', 'Leads'],
  ['missed', 'Missed'],
] as const

type Show = (typeof SHOWS)[number][0]

const MISSED = new Set(['abandoned', 'silent', 'rejected', 'hearing_failed', 'media_lost'])

const PASSES: Readonly<Record<Show, (row: CallRow) => boolean>> = {
  all: () => true,
  live: (row) => row.live,
  leads: (row) => row.lead,
  missed: (row) => !row.live && MISSED.has(row.outcome),
}

interface Props {
  filter: Filter
  onFilter: (filter: Filter) => void
  onOpen: (call: string) => void
}

function matches(row: CallRow, words: string, name: string): boolean {
  const within = [row.call, row.dialled, phone(row.dialled), name, outcomeWords(row.outcome)]
  return within.some((one) => one.toLowerCase().includes(words))
}

export function Calls({ filter, onFilter, onOpen }: Props) {
  const operator = useIsOperator()
  const nameOf = useTenantName(operator)
  const calls = useCalls({ tenant: filter.tenant })
  const stream = useLiveCalls()
  const show = SHOWS.find(([key]) => key === filter.show)?.[0] ?? 'all'
  const words = (filter.q ?? '').trim().toLowerCase()
  const rows = (calls.data?.pages.flatMap((page) => page.items) ?? []).filter(
    (row) => PASSES[show](row) && (words === '' || matches(row, words, nameOf(row.tenant))),
  )
  const narrowed = show !== 'all' || words !== '' || filter.tenant !== undefined
  return (
    <>
      <PageHead title="Calls" tab="Calls" sub={`Newest first, times in ${zoneName(Date.now())}`} />
      <Stale stream={stream} />
      <Bar filter={filter} show={show} onFilter={onFilter} />
      {calls.isPending ? (
        <Skeleton rows={10} />
      ) : calls.isError ? (
        <Problem error={calls.error} retry={() => void calls.refetch()} />
      ) : (
        <Card>
          {rows.length === 0 ? (
            <NoCalls narrowed={narrowed} clear={() => onFilter({})} />
          ) : (
            <Rows rows={rows} nameOf={operator ? nameOf : null} onOpen={onOpen} />
          )}
        </Card>
      )}
      {calls.hasNextPage ? (
        <p className={css.more}>
          <Button disabled={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
            {calls.isFetchingNextPage ? 'Loading…' : 'Earlier calls'}
          </Button>
        </p>
      ) : null}
    </>
  )
}

function NoCalls({ narrowed, clear }: { narrowed: boolean; clear: () => void }) {
  return narrowed ? (
    <Empty icon={PhoneOff} title="No call fits this filter">
      <Button onClick={clear}>Show all calls</Button>
    </Empty>
  ) : (
    <Empty icon={PhoneOff} title="No calls yet">
      <p>Each call is listed here the moment it is answered.</p>
    </Empty>
  )
}

function Bar({
  filter,
  show,
  onFilter,
}: {
  filter: Filter
  show: Show
  onFilter: (filter: Filter) => void
}) {
  const operator = useIsOperator()
  const search = useRef<HTMLInputElement>(null)
  const [help, setHelp] = useState(false)
  useKeys({ '/': () => search.current?.focus(), '?': () => setHelp(true) })
  const change = (part: { [Key in keyof Filter]: string | undefined }) => {
    const all = Object.entries({ ...filter, ...part })
    onFilter(Object.fromEntries(all.filter(([, value]) => value)) as Filter)
  }
  return (
    <div className={css.bar}>
      <div className={css.shows}>
        <Segments
          label="Show"
          value={show}
          options={SHOWS}
          onChange={(next) => change({ show: next === 'all' ? undefined : next })}
        />
      </div>
      {operator ? (
        <TenantSelect value={filter.tenant} onChange={(tenant) => change({ tenant })} />
      ) : null}
      <label className={`${kit.search} ${css.search}`}>
        <Search size={16} aria-hidden />
        <input
          ref={search}
          type="search"
          aria-label="Search these calls"
          placeholder="Search"
          value={filter.q ?? ''}
          onChange={(event) => change({ q: event.target.value })}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </label>
      <Button
        look="quiet"
        small
        className={css.help}
        aria-label="Keyboard shortcuts"
        onClick={() => setHelp(true)}
      >
        <kbd className={kit.kbd}>?</kbd>
      </Button>
      <Shortcuts open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

function TenantSelect({
  value,
  onChange,
}: {
  value: string | undefined
  onChange: (tenant: string | undefined) => void
}) {
  const tenants = useTenants()
  return (
    <select
      className={kit.select}
      aria-label="Business"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      <option value="">All businesses</option>
      {tenants.data?.items.map((one) => (
        <option key={one.tenant} value={one.tenant}>
          {one.name}
        </option>
      ))}
    </select>
  )
}

function Rows({
  rows,
  nameOf,
  onOpen,
}: {
  rows: CallRow[]
  nameOf: ((tenant: string) => string) | null
  onOpen: (call: string) => void
}) {
  const list = useRef<HTMLTableSectionElement>(null)
  const links = useMemo(
    () => () => [...(list.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])],
    [],
  )
  const move = (by: number) => {
    const all = links()
    const at = all.indexOf(document.activeElement as HTMLAnchorElement)
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus()
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    o: () => {
      const call = (document.activeElement as HTMLElement | null)?.dataset.row
      if (call) onOpen(call)
    },
  })
  return (
    <table className={`${kit.table} ${css.table}`} data-testid="calls">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">{nameOf ? 'Business' : 'Called'}</th>
          <th scope="col">Outcome</th>
          <th scope="col">Lead</th>
          <th scope="col" className={kit.num}>
            Length
          </th>
        </tr>
      </thead>
      <tbody ref={list}>
        {rows.map((row) => (
          <tr key={row.call} data-link data-testid="call-row" data-call={row.call}>
            <td className={css.when}>
              <Link
                to="/calls/$call"
                params={{ call: row.call }}
                data-row={row.call}
                className={css.cover}
              >
                <time>{shortTime(row.beganUnixMs)}</time>
              </Link>
            </td>
            <td className={css.name}>
              {nameOf ? <b>{nameOf(row.tenant)}</b> : null}
              <span>{phone(row.dialled)}</span>
            </td>
            <td className={css.outcome}>
              <Outcome row={row} />
            </td>
            <td className={css.lead}>{row.lead ? <LeadTick /> : null}</td>
            <td className={`${kit.num} ${css.length}`}>{row.live ? '…' : mmss(row.durationMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
