import { CloudOff, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { wordsFor } from '@/api/problem'
import type { StreamState } from '@/api/stream'
import { clock } from '@/format/time'
import { Button, classes } from './controls'
import css from './kit.module.css'

export { css as kit }

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · SpotFunnel`
  }, [title])
}

/** A page's heading; it names the browser's tab as well. */
export function PageHead({
  title,
  tab,
  sub,
  children,
}: {
  title: ReactNode
  tab: string
  sub?: ReactNode
  children?: ReactNode
}) {
  useTitle(tab)
  return (
    <header className={css.pageHead}>
      <div>
        <h1>{title}</h1>
        {sub === undefined ? null : <p className={css.sub}>{sub}</p>}
      </div>
      {children ? <div className={css.actions}>{children}</div> : null}
    </header>
  )
}

export function Card({
  title,
  hint,
  actions,
  children,
  className,
  ...rest
}: {
  title?: ReactNode
  hint?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string | undefined
  'data-testid'?: string
}) {
  return (
    <section className={classes(css.card, className)} {...rest}>
      {title === undefined ? null : (
        <div className={css.cardHead}>
          <h2>
            {title}
            {hint === undefined ? null : <span className={css.hint}>{hint}</span>}
          </h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  )
}

export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className={css.rows} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all the same.
        <span key={at} className={css.skeleton} />
      ))}
    </div>
  )
}

export function Empty({
  icon: Icon,
  title,
  level: Heading = 'h2',
  children,
}: {
  icon: LucideIcon
  title: string
  level?: 'h1' | 'h2'
  children?: ReactNode
}) {
  return (
    <div className={css.empty}>
      <Icon size={48} strokeWidth={1.6} aria-hidden />
      <Heading>{title}</Heading>
      {children}
    </div>
  )
}

export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className={classes(css.empty, css.problem)} role="alert">
      <TriangleAlert size={48} strokeWidth={1.6} aria-hidden />
      <h2>This could not be loaded</h2>
      <p>{wordsFor(error)}</p>
      {retry ? <Button onClick={retry}>Try again</Button> : null}
    </div>
  )
}

/** Says that what is shown may be old; short breaks are not worth a word. */
export function Stale({ stream }: { stream: StreamState }) {
  const [since, setSince] = useState<number | null>(null)
  useEffect(() => {
    if (stream !== 'lost') {
      setSince(null)
      return undefined
    }
    const lostAt = Date.now()
    const timer = setTimeout(() => setSince(lostAt), 1_500)
    return () => clearTimeout(timer)
  }, [stream])
  if (since === null) return null
  return (
    <p className={css.stale} role="status" data-testid="stale">
      <CloudOff size={16} aria-hidden />
      Not live since {clock(since)}. We keep trying to reconnect.
    </p>
  )
}

export const Hidden = ({ children }: { children: ReactNode }) => (
  <div className={css.hidden}>{children}</div>
)
