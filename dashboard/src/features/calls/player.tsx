import { Pause, Play } from 'lucide-react'
import { useMemo } from 'react'
import { recordingUrl } from '@/api/client'
import type { Peaks } from '@/api/types'
import { mmss } from '@/format/time'
import { Button, Segments } from '@/kit/controls'
import { useKeys } from '@/kit/keys'
import { type Player, SPEEDS } from './clock'
import css from './player.module.css'
import { HEIGHT, shape, WIDTH } from './wave'

const STEP_MS = 5_000

export function PlayerBar({
  call,
  player,
  peaks,
  durationMs,
}: {
  call: string
  player: Player
  peaks: Peaks | null
  durationMs: number
}) {
  useKeys({
    ' ': player.toggle,
    // biome-ignore lint/correctness/noComponentHookFactories: a key's name, no component.
    ArrowLeft: () => player.seek(player.atMs - STEP_MS),
    // biome-ignore lint/correctness/noComponentHookFactories: a key's name, no component.
    ArrowRight: () => player.seek(player.atMs + STEP_MS),
  })
  const words = player.playing ? 'Pause' : 'Play'
  return (
    <section className={css.player} aria-label="Recording" data-testid="player">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript beside it is its captions. */}
      <audio ref={player.ref} src={recordingUrl(call)} preload="metadata" data-testid="audio" />
      <Button
        look="primary"
        className={css.play}
        aria-label={words}
        data-testid="play"
        onClick={player.toggle}
      >
        {player.playing ? <Pause size={20} aria-hidden /> : <Play size={20} aria-hidden />}
      </Button>
      <div className={css.wave}>
        <Lanes peaks={peaks} part={durationMs > 0 ? player.atMs / durationMs : 0} />
        <input
          type="range"
          className={css.range}
          aria-label="Place in the recording"
          aria-valuetext={`${mmss(player.atMs)} of ${mmss(durationMs)}`}
          data-testid="seek"
          min={0}
          max={Math.max(1, Math.round(durationMs))}
          step={100}
          value={Math.min(player.atMs, durationMs)}
          onChange={(event) => player.seek(Number(event.target.value))}
        />
      </div>
      <div className={css.side}>
        <span className={css.time} data-testid="position">
          {mmss(player.atMs)} <i>/ {mmss(durationMs)}</i>
        </span>
        <Segments
          label="Speed"
          value={String(player.speed)}
          options={SPEEDS.map((one) => [String(one), `${one}×`] as const)}
          onChange={(speed) => player.setSpeed(Number(speed))}
        />
      </div>
      {player.failed ? (
        <p className={css.failed} role="alert">
          The recording could not be loaded. Open the page again; if it stays away, it was removed.
        </p>
      ) : null}
    </section>
  )
}

function Lanes({ peaks, part }: { peaks: Peaks | null; part: number }) {
  return (
    <div className={css.lanes}>
      <Lane who="caller" words="Caller" peaks={peaks?.caller} part={part} />
      <Lane who="agent" words="Agent" peaks={peaks?.agent} part={part} />
    </div>
  )
}

function Lane({
  who,
  words,
  peaks,
  part,
}: {
  who: 'caller' | 'agent'
  words: string
  peaks: number[] | undefined
  part: number
}) {
  const path = useMemo(() => shape(peaks ?? []), [peaks])
  const played = Math.max(0, Math.min(1, part)) * WIDTH
  return (
    <div className={css.lane} data-who={who}>
      <span>{words}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <clipPath id={`played-${who}`}>
          <rect width={played} height={HEIGHT} />
        </clipPath>
        <path d={path} className={css.rest} />
        <path d={path} className={css.played} clipPath={`url(#played-${who})`} />
        <rect x={Math.max(0, played - 1)} width={1.6} height={HEIGHT} className={css.head} />
      </svg>
    </div>
  )
}
