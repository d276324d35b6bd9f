import type { Peaks, Said } from '@/api/types'

/** When a line is heard in the recording. */
export interface Span {
  fromMs: number
  toMs: number
}

const VOICED = 0.04
const PAUSE_MS = 900
const LONGEST_MS = 30_000

/**
 * Find when each line of a transcript is heard.
 *
 * The agent's line begins at its time. A caller's line is written down when the turn is over, so its
 * beginning is looked for backwards in the caller's lane, over pauses that are shorter than a turn's.
 */
export function spansOf(lines: readonly Said[], peaks: Peaks | null, durationMs: number): Span[] {
  return lines.map((line, at) => {
    const before = lines[at - 1]?.atMs ?? 0
    const next = lines[at + 1]
    if (line.who === 'caller') {
      return { fromMs: begins(peaks?.caller ?? [], line.atMs, before, durationMs), toMs: line.atMs }
    }
    const limit = next ? (next.who === 'agent' ? next.atMs : Number.POSITIVE_INFINITY) : durationMs
    const until = next?.who === 'caller' ? next.atMs : limit
    return {
      fromMs: line.atMs,
      toMs: ends(peaks?.agent ?? [], line.atMs, Math.min(until, durationMs || until), durationMs),
    }
  })
}

function begins(
  lane: readonly number[],
  atMs: number,
  floorMs: number,
  durationMs: number,
): number {
  const stepMs = durationMs / Math.max(1, lane.length)
  if (lane.length === 0 || durationMs <= 0) return Math.max(floorMs, atMs - 2_000)
  const lowest = Math.max(floorMs, atMs - LONGEST_MS)
  let voiced = atMs
  let found = false
  for (let ms = atMs; ms >= lowest; ms -= stepMs) {
    if ((lane[Math.floor(ms / stepMs)] ?? 0) > VOICED) {
      voiced = ms
      found = true
    } else if (voiced - ms > PAUSE_MS && found) break
  }
  return found ? Math.max(lowest, voiced - stepMs) : Math.max(lowest, atMs - 2_000)
}

function ends(lane: readonly number[], atMs: number, untilMs: number, durationMs: number): number {
  const stepMs = durationMs / Math.max(1, lane.length)
  if (lane.length === 0 || durationMs <= 0) return untilMs
  let voiced = atMs
  for (let ms = atMs; ms <= untilMs; ms += stepMs) {
    if ((lane[Math.floor(ms / stepMs)] ?? 0) > VOICED) voiced = ms
    else if (ms - voiced > 1_500 && voiced > atMs) break
  }
  return voiced > atMs ? Math.min(untilMs, voiced + stepMs) : untilMs
}

/** The line that is heard at a moment, the later one where two overlap; -1 in a pause before any. */
export function lineAt(spans: readonly Span[], ms: number): number {
  return spans.findLastIndex((span) => ms >= span.fromMs && ms <= span.toMs)
}
