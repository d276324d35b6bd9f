import { memo, useEffect, useRef } from 'react'
import type { Said } from '@/api/types'
import { mmss } from '@/format/time'
import css from './call.module.css'

interface Props {
  lines: readonly Said[]
  live?: boolean
  compact?: boolean
  /** The line that is heard now; -1 for none. */
  playing?: number
  onPick?: ((line: number) => void) | undefined
  empty?: string
}

/** What was said, oldest first; lines can be picked to be heard where there is a recording. */
export const Transcript = memo(function Transcript({
  lines,
  live = false,
  compact = false,
  playing = -1,
  onPick,
  empty = 'Nothing has been said yet.',
}: Props) {
  const first = useRef(lines.length)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (playing < 0) return
    list.current?.children[playing]?.scrollIntoView({ block: 'nearest' })
  }, [playing])
  if (lines.length === 0) return <p className={css.quietNote}>{empty}</p>
  const all = (
    <ol
      ref={list}
      className={compact ? `${css.transcript} ${css.compact}` : css.transcript}
      data-testid="transcript"
      aria-label="Transcript"
    >
      {lines.map((line, at) => (
        <li
          key={`${line.atMs}-${line.who}-${line.text}`}
          className={live && at >= first.current ? css.fresh : undefined}
        >
          <Line
            line={line}
            current={at === playing}
            onPick={onPick ? () => onPick(at) : undefined}
          />
        </li>
      ))}
    </ol>
  )
  return live ? (
    <div role="log" aria-label="What is being said">
      {all}
    </div>
  ) : (
    all
  )
})

function Line({
  line,
  current,
  onPick,
}: {
  line: Said
  current: boolean
  onPick: (() => void) | undefined
}) {
  const inside = (
    <>
      <span className={css.at}>{mmss(line.atMs)}</span>
      <span className={css.who}>{line.who === 'agent' ? 'Agent' : 'Caller'}</span>
      <span className={css.text}>{line.text}</span>
    </>
  )
  const shared = { className: css.line, 'data-who': line.who, 'data-testid': 'line' }
  return onPick ? (
    <button
      type="button"
      {...shared}
      aria-current={current}
      title={`Play from ${mmss(line.atMs)}`}
      onClick={onPick}
    >
      {inside}
    </button>
  ) : (
    <div {...shared}>{inside}</div>
  )
}
