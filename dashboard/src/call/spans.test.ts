import { expect, test } from 'vitest'
import { lineAt, spansOf } from './spans'

const DURATION = 10_000
const lane = (...voiced: [number, number][]): number[] =>
  Array.from({ length: 1_000 }, (_, at) =>
    voiced.some(([from, to]) => at * 10 >= from && at * 10 < to) ? 0.5 : 0,
  )

const LINES = [
  { who: 'agent', text: 'Hello', atMs: 0 },
  { who: 'caller', text: 'my tap', atMs: 5_000 },
  { who: 'agent', text: 'Okay', atMs: 5_200 },
] as const
const PEAKS = {
  durationMs: DURATION,
  caller: lane([3_000, 3_800], [4_200, 4_700]),
  agent: lane([0, 2_000], [5_200, 7_000]),
}

test('a caller’s line begins where the voice began, over a short pause', () => {
  const spans = spansOf(LINES, PEAKS, DURATION)
  expect(spans[1]?.fromMs).toBeGreaterThanOrEqual(2_980)
  expect(spans[1]?.fromMs).toBeLessThanOrEqual(3_010)
  expect(spans[1]?.toMs).toBe(5_000)
})

test('an agent’s line ends with its sound', () => {
  const spans = spansOf(LINES, PEAKS, DURATION)
  expect(spans[0]?.toMs).toBeLessThan(2_100)
  expect(spans[2]).toMatchObject({ fromMs: 5_200 })
  expect(spans[2]?.toMs).toBeLessThan(7_100)
})

test('the line being played is the one whose sound is heard', () => {
  const spans = spansOf(LINES, PEAKS, DURATION)
  expect([500, 2_500, 3_500, 6_000].map((ms) => lineAt(spans, ms))).toEqual([0, -1, 1, 2])
})

test('without a waveform lines still have a place', () => {
  const spans = spansOf(LINES, null, 0)
  expect(spans.map((span) => span.fromMs)).toEqual([0, 3_000, 5_200])
})
