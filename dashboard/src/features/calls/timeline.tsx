import { ChevronRight, Lock } from 'lucide-react'
import { useState } from 'react'
import type { Entry } from '@/api/types'
import { describe, KIND_WORDS, KINDS, type Kind, kindOf } from '@/call/describe'
import { mmss } from '@/format/time'
import css from './timeline.module.css'

const millis = (ms: number): string =>
  `${mmss(ms)}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`

/** Every event of a call, oldest first. */
export function Timeline({
  items,
  onSeek,
}: {
  items: readonly Entry[]
  onSeek: ((ms: number) => void) | null
}) {
  const [kinds, setKinds] = useState<ReadonlySet<Kind>>(new Set())
  const shown = items.filter((one) => kinds.size === 0 || kinds.has(kindOf(one.type)))
  const counts = new Map<Kind, number>()
  for (const one of items) counts.set(kindOf(one.type), (counts.get(kindOf(one.type)) ?? 0) + 1)
  const toggle = (kind: Kind) => {
    const next = new Set(kinds)
    if (!next.delete(kind)) next.add(kind)
    setKinds(next)
  }
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame and wants a legend. */}
      <div className={css.kinds} role="group" aria-label="Show only">
        {KINDS.filter((kind) => counts.has(kind)).map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={kinds.has(kind)}
            onClick={() => toggle(kind)}
          >
            {KIND_WORDS[kind]} <span>{counts.get(kind)}</span>
          </button>
        ))}
      </div>
      <ol className={css.list} data-testid="timeline">
        {shown.map((one) => (
          <Row key={one.seq} entry={one} onSeek={onSeek} />
        ))}
      </ol>
    </>
  )
}

function Row({ entry, onSeek }: { entry: Entry; onSeek: ((ms: number) => void) | null }) {
  const [open, setOpen] = useState(false)
  return (
    <li data-kind={kindOf(entry.type)} data-testid="entry" data-seq={entry.seq}>
      <button
        type="button"
        className={css.head}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} aria-hidden />
        <span className={css.seq}>{entry.seq}</span>
        <time className={css.at}>{millis(entry.atMs)}</time>
        <span className={css.what}>{entry.event ? describe(entry.event) : 'Erased'}</span>
        {entry.personal ? (
          <Lock size={12} aria-label="Personal: sealed where it is stored" className={css.lock} />
        ) : null}
      </button>
      {open ? (
        <div className={css.detail}>
          <p>
            <code>{entry.type}</code>
            {entry.cause === null ? ' · an input' : ` · decided on ${entry.cause}`}
            {onSeek ? (
              <button type="button" className={css.seek} onClick={() => onSeek(entry.atMs)}>
                Play from here
              </button>
            ) : null}
          </p>
          <pre>{entry.event ? JSON.stringify(entry.event, null, 2) : 'The key is destroyed.'}</pre>
        </div>
      ) : null}
    </li>
  )
}
