import { expect, test } from 'vitest'
import { Framer, loudness, samplesOf } from './frames'
import { JitterBuffer } from './jitter'
import { Resampler } from './resample'

const tone = (hz: number, rateHz: number, many: number, amplitude = 0.5) =>
  Float32Array.from(
    { length: many },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / rateHz),
  )

const rms = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length)

function inPieces(resampler: Resampler, samples: Float32Array, size: number): Float32Array {
  const out: number[] = []
  for (let at = 0; at < samples.length; at += size)
    out.push(...resampler.push(samples.subarray(at, at + size)))
  return Float32Array.from(out)
}

test.each([48_000, 44_100, 96_000])(
  'a 1 kHz tone at %i Hz is the same tone at 16 kHz',
  (rateHz) => {
    const out = inPieces(new Resampler(rateHz, 16_000), tone(1_000, rateHz, rateHz), 128)
    expect(out.length).toBeGreaterThan(15_900)
    expect(out.length).toBeLessThanOrEqual(16_000)
    const settled = out.subarray(200)
    expect(rms(settled)).toBeCloseTo(0.5 / Math.SQRT2, 2)
    const crossings = settled.filter((one, at) => one >= 0 && (settled[at - 1] ?? 0) < 0).length
    expect(Math.abs(crossings - settled.length / 16)).toBeLessThan(3)
  },
)

test('what 16 kHz cannot carry is gone, not folded into speech', () => {
  const out = inPieces(new Resampler(48_000, 16_000), tone(11_000, 48_000, 48_000), 128)
  expect(rms(out.subarray(200))).toBeLessThan(0.005)
})

test('pieces make no difference', () => {
  const samples = tone(440, 48_000, 9_600)
  const whole = new Resampler(48_000, 16_000).push(samples)
  const pieces = inPieces(new Resampler(48_000, 16_000), samples, 127)
  expect(Math.abs(whole.length - pieces.length)).toBeLessThanOrEqual(1)
  pieces.forEach((one, at) => {
    expect(Math.abs(one - (whole[at] ?? one))).toBeLessThan(1e-5)
  })
})

test('a tone goes up to the speaker’s rate too', () => {
  const out = inPieces(new Resampler(16_000, 48_000), tone(1_000, 16_000, 16_000), 160)
  expect(rms(out.subarray(600))).toBeCloseTo(0.5 / Math.SQRT2, 2)
})

test('frames are 20 ms of 16 bits, little endian, and never wrap round', () => {
  const framer = new Framer()
  const frames = framer.push(new Float32Array(700).fill(2))
  expect(frames.map((one) => one.byteLength)).toEqual([640, 640])
  expect(new DataView(frames[0] as ArrayBuffer).getInt16(0, true)).toBe(32_767)
  expect(framer.push(new Float32Array(260).fill(-2))).toHaveLength(1)
})

test('a frame is the samples it was made of', () => {
  const [frame] = new Framer().push(tone(500, 16_000, 320))
  const back = samplesOf(frame as ArrayBuffer)
  tone(500, 16_000, 320).forEach((one, at) => {
    expect(Math.abs(one - (back[at] ?? 9))).toBeLessThan(1e-3)
  })
})

test('silence is no level, full scale is all of it', () => {
  expect(loudness(new Float32Array(320))).toBe(0)
  expect(loudness(new Float32Array(320).fill(1))).toBeCloseTo(1, 3)
  expect(loudness(tone(300, 16_000, 320, 0.1))).toBeGreaterThan(0.4)
})

const RATE = 16_000
const frame = (value: number) => new Float32Array(160).fill(value)
const pulled = (buffer: JitterBuffer, many = 128) => {
  const out = new Float32Array(many)
  buffer.pull(out)
  return out
}

test('it waits for a little before it begins, and loses nothing', () => {
  const buffer = new JitterBuffer(RATE)
  buffer.push(frame(0.5))
  expect(pulled(buffer)[0]).toBe(0)
  for (let n = 0; n < 5; n++) buffer.push(frame(0.5))
  expect(buffer.heldMs).toBe(60)
  expect(pulled(buffer)[0]).toBe(0.5)
})

test('a last short piece is heard though nothing follows', () => {
  const buffer = new JitterBuffer(RATE)
  buffer.push(frame(0.5))
  const heard = Array.from({ length: 12 }, () => pulled(buffer)).flatMap((out) => [...out])
  expect(heard.filter((one) => one === 0.5)).toHaveLength(160)
})

test('a barge-in drops what is not heard yet', () => {
  const buffer = new JitterBuffer(RATE)
  for (let n = 0; n < 100; n++) buffer.push(frame(0.5))
  pulled(buffer)
  buffer.clear()
  expect(buffer.heldMs).toBeLessThanOrEqual(6)
  const tail = pulled(buffer)
  expect(tail[0]).toBeLessThanOrEqual(0.5)
  expect(tail[127]).toBe(0)
})

test('a buffer that has grown long leaves out silence and never speech', () => {
  const buffer = new JitterBuffer(RATE)
  for (let n = 0; n < 30; n++) buffer.push(frame(0.5))
  buffer.push(frame(0))
  expect(buffer.heldMs).toBe(300)
  buffer.push(frame(0.3))
  expect(buffer.heldMs).toBe(310)
})

test('where it ran dry there is silence, and it gathers again', () => {
  const buffer = new JitterBuffer(RATE)
  for (let n = 0; n < 6; n++) buffer.push(frame(0.5))
  for (let n = 0; n < 10; n++) pulled(buffer)
  expect(pulled(buffer).every((one) => one === 0)).toBe(true)
  buffer.push(frame(0.5))
  expect(pulled(buffer)[0]).toBe(0)
})
