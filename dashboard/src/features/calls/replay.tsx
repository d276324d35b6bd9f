import { CircleCheck, CircleSlash, RotateCcw, TriangleAlert } from 'lucide-react'
import { $api } from '@/api/client'
import { wordsFor } from '@/api/problem'
import type { Verdict } from '@/api/types'
import { count } from '@/format/money'
import { Button } from '@/kit/controls'
import css from './replay.module.css'

export function useReplay() {
  return $api.useMutation('post', '/api/calls/{call_id}/replay')
}

type Replay = ReturnType<typeof useReplay>

export function ReplayButton({ call, replay }: { call: string; replay: Replay }) {
  return (
    <Button
      data-testid="replay"
      disabled={replay.isPending}
      onClick={() => replay.mutate({ params: { path: { call_id: call } } })}
    >
      <RotateCcw size={16} aria-hidden />
      {replay.isPending ? 'Replaying…' : 'Replay'}
    </Button>
  )
}

/** What came of a replay, in words, with both sides where they are not the same. */
export function ReplayVerdict({ replay }: { replay: Replay }) {
  return (
    <div aria-live="polite">
      {replay.isError ? (
        <Box tone="bad" title="The replay could not be run" text={wordsFor(replay.error)} />
      ) : replay.data ? (
        <Said verdict={replay.data} />
      ) : null}
    </div>
  )
}

function told(verdict: Verdict): { tone: 'good' | 'neutral' | 'bad'; title: string; text: string } {
  const at = `event ${verdict.seq ?? '?'}`
  switch (verdict.result) {
    case 'identical':
      return {
        tone: 'good',
        title: 'Identical',
        text: `All ${count(verdict.events ?? 0)} events came out the same, byte for byte.`,
      }
    case 'differs':
      return {
        tone: 'bad',
        title: `Differs at ${at}`,
        text: `${verdict.type ?? 'An event'} is not what was stored.`,
      }
    case 'chain_broken':
      return {
        tone: 'bad',
        title: `Chain broken at ${at}`,
        text: `What is stored is not what was written, so nothing was replayed: ${verdict.why ?? ''}`,
      }
    case 'erased':
      return {
        tone: 'neutral',
        title: 'Erased',
        text: `What was said is gone for good. The chain over the ${count(verdict.events ?? 0)} sealed events is whole.`,
      }
    case 'stopped':
      return {
        tone: 'bad',
        title: `Stopped at ${at}`,
        text: `Deciding on this input breaks now: ${verdict.why ?? ''}`,
      }
    default:
      return verdict.result satisfies never
  }
}

function Said({ verdict }: { verdict: Verdict }) {
  const { tone, title, text } = told(verdict)
  return (
    <Box tone={tone} title={title} text={text} result={verdict.result}>
      {verdict.result === 'differs' ? (
        <div className={css.sides}>
          <Side title="Stored" json={verdict.stored} />
          <Side title="Replayed" json={verdict.replayed} />
        </div>
      ) : null}
      {verdict.warnings.length > 0 ? (
        <ul className={css.warnings}>
          {verdict.warnings.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      ) : null}
    </Box>
  )
}

function Side({ title, json }: { title: string; json: string | null | undefined }) {
  return (
    <div>
      <p className={css.side}>{title}</p>
      <pre>{json || 'Nothing more'}</pre>
    </div>
  )
}

const ICONS = { good: CircleCheck, neutral: CircleSlash, bad: TriangleAlert } as const

function Box({
  tone,
  title,
  text,
  result,
  children,
}: {
  tone: 'good' | 'neutral' | 'bad'
  title: string
  text: string
  result?: string
  children?: React.ReactNode
}) {
  const Icon = ICONS[tone]
  return (
    <div className={css.box} data-tone={tone} data-testid="verdict" data-result={result}>
      <Icon size={20} aria-hidden />
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
        {children}
      </div>
    </div>
  )
}
