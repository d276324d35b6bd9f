import type { CallPage, Entry, Field, Peaks, Said, Verdict } from '../src/api/types'
import { CORE, NOW, ROWS } from './made-up'

const LINES: Said[] = [
  { who: 'agent', text: 'Harbour Plumbing here, this call is recorded.', atMs: 0 },
  { who: 'agent', text: 'What can we help you with?', atMs: 2_310 },
  {
    who: 'caller',
    text: 'Hi, my kitchen tap is leaking and there is water under the sink',
    atMs: 7_270,
  },
  { who: 'agent', text: 'Okay, got it. And what’s your name, please?', atMs: 7_270 },
  { who: 'caller', text: 'It’s Tom Harris', atMs: 11_600 },
  { who: 'agent', text: 'Thanks. What’s the best number to reach you on?', atMs: 11_600 },
  { who: 'caller', text: 'oh four nine one, five seven oh, one five six', atMs: 18_570 },
  {
    who: 'agent',
    text: 'Tom Harris, on oh four nine one, five seven oh, one five six. Is that right?',
    atMs: 18_570,
  },
  { who: 'caller', text: 'Yeah, that’s right', atMs: 25_030 },
  { who: 'agent', text: 'Thanks Tom. Someone will call you back soon. Bye for now.', atMs: 25_030 },
]

const FIELDS: Field[] = [
  {
    name: 'reason',
    status: 'confirmed',
    value: 'Kitchen tap is leaking and there is water under the sink',
  },
  { name: 'name', status: 'confirmed', value: 'Tom Harris' },
  { name: 'phone', status: 'confirmed', value: '+61491570156' },
  { name: 'suburb', status: 'declined', value: '' },
]

export function call(id: string): CallPage | null {
  const found = ROWS.find((one) => one.call === id)
  if (!found) return null
  const missed = found.outcome === 'abandoned' || found.outcome === 'silent'
  return {
    call: found,
    transcript: missed || found.live ? LINES.slice(0, 2) : LINES,
    fields: missed || found.live ? [] : FIELDS,
    erasedAt: null,
    degraded: null,
    cost: {
      book: '2026-11-01',
      totalMicroaud: 21_350,
      hostedTotalMicroaud: 64_120,
      lines: [
        {
          provider: 'carrier.sip',
          unit: 'carrier_ms',
          quantity: 60_000,
          costMicroaud: 21_350,
          hostedMicroaud: 21_350,
          priced: true,
        },
        {
          provider: 'whisper.tiny.en',
          unit: 'audio_ms',
          quantity: 11_240,
          costMicroaud: 0,
          hostedMicroaud: 2_770,
          priced: true,
        },
        {
          provider: 'hibari',
          unit: 'characters',
          quantity: 412,
          costMicroaud: 0,
          hostedMicroaud: 40_000,
          priced: true,
        },
        {
          provider: 'local.trial',
          unit: 'tokens',
          quantity: 900,
          costMicroaud: 0,
          hostedMicroaud: 0,
          priced: false,
        },
      ],
    },
  }
}

function entries(): Entry[] {
  const say = (who: 'agent' | 'caller', text: string, at_ms: number) =>
    who === 'agent'
      ? { type: 'agent.spoke.v1' as const, at_ms, utterance: 1, phrases: ['ask'], text }
      : { type: 'turn.heard.v1' as const, at_ms, texts: [text], held_ms: 450 }
  const events: NonNullable<Entry['event']>[] = [
    {
      type: 'input.call_answered.v1',
      at_ms: 0,
      dialled: '+61255501206',
      local_time: '2026-11-25T10:11:31+11:00',
      settings: 'dc74',
    },
    { type: 'call.started.v1', at_ms: 0, dialled: '+61255501206', settings: 'dc74' },
    { type: 'objective.begun.v1', at_ms: 0, objective: 'greet' },
    { type: 'notice.played.v1', at_ms: 2_310 },
    { type: 'recording.started.v1', at_ms: 2_310 },
  ]
  for (const line of LINES) {
    if (line.who === 'caller') {
      events.push({ type: 'input.speech_started.v1', at_ms: line.atMs - 2_500, segment: 1 })
      events.push({
        type: 'input.speech_ended.v1',
        at_ms: line.atMs - 450,
        segment: 1,
        silence_ms: 250,
      })
      events.push({
        type: 'input.final_heard.v1',
        at_ms: line.atMs - 300,
        segment: 1,
        texts: [line.text],
        confidence: null,
      })
    }
    events.push(say(line.who, line.text, line.atMs))
  }
  events.push({
    type: 'capture.confirmed.v1',
    at_ms: 25_030,
    field: 'phone',
    value: '+61491570156',
  })
  events.push({ type: 'objective.ended.v1', at_ms: 25_030, objective: 'phone', result: 'met' })
  events.push({
    type: 'input.usage_metered.v1',
    at_ms: 29_000,
    provider: 'carrier.sip',
    unit: 'carrier_ms',
    quantity: 30_000,
  })
  events.push({
    type: 'call.ended.v1',
    at_ms: 29_400,
    outcome: 'lead',
    by: 'agent',
    duration_ms: 29_400,
  })
  return events.map((event, at) => ({
    seq: at + 1,
    atMs: event.at_ms,
    type: event.type,
    cause: event.type.startsWith('input') ? null : Math.max(1, at),
    occurredAtMs: NOW + event.at_ms,
    personal: /spoke|heard|confirmed/.test(event.type),
    event,
  }))
}

export const timeline = (id: string) => (call(id) ? { items: entries(), broken: null } : null)

export function live(id: string): [string, unknown, number][] {
  const at = ROWS.findIndex((one) => one.call === id)
  const lines = at === 0 ? LINES.slice(0, 7) : LINES.slice(0, 4)
  const fields = at === 0 ? FIELDS.slice(0, 2) : FIELDS.slice(0, 1)
  return [
    ...lines.map((line, n): [string, unknown, number] => ['said', line, n + 1]),
    ...fields.map((field, n): [string, unknown, number] => ['field', field, n + 20]),
    ...entries()
      .slice(0, 12)
      .map((entry): [string, unknown, number] => ['entry', entry, entry.seq]),
  ]
}

const POINTS = 600
const DURATION = 29_400
const voice = (spans: readonly (readonly [number, number])[]) =>
  Array.from({ length: POINTS }, (_, n) => {
    const ms = (n * DURATION) / POINTS
    const on = spans.some(([from, to]) => ms >= from && ms < to)
    return on ? 0.15 + 0.6 * Math.abs(Math.sin(n * 0.9) * Math.cos(n * 0.23)) : 0.004
  })

export const PEAKS: Peaks = {
  durationMs: DURATION,
  caller: voice([
    [4_600, 6_800],
    [10_200, 11_200],
    [14_800, 16_400],
    [16_700, 18_100],
    [24_100, 24_700],
  ]),
  agent: voice([
    [2_310, 4_200],
    [7_300, 9_900],
    [11_650, 14_500],
    [18_600, 23_800],
    [25_100, 28_600],
  ]),
}

export function verdict(id: string): Verdict {
  const at = ROWS.findIndex((one) => one.call === id)
  return at % 2 === 0
    ? { result: 'identical', core: CORE, events: 57, warnings: [] }
    : {
        result: 'differs',
        core: CORE,
        seq: 23,
        type: 'agent.spoke.v1',
        stored: '{"at_ms":7270,"text":"Okay, got it."}',
        replayed: '{"at_ms":7270,"text":"Right, got it."}',
        warnings: ['replayed with this tree’s own code'],
      }
}

/** A quiet tone, as long as the made-up call. */
export function wav(): Uint8Array {
  const samples = (DURATION * 16_000) / 1_000
  const bytes = new DataView(new ArrayBuffer(44 + samples * 2))
  const text = (at: number, words: string) => {
    for (const [n, one] of [...words].entries()) bytes.setUint8(at + n, one.charCodeAt(0))
  }
  text(0, 'RIFF')
  bytes.setUint32(4, 36 + samples * 2, true)
  text(8, 'WAVEfmt ')
  bytes.setUint32(16, 16, true)
  bytes.setUint16(20, 1, true)
  bytes.setUint16(22, 1, true)
  bytes.setUint32(24, 16_000, true)
  bytes.setUint32(28, 32_000, true)
  bytes.setUint16(32, 2, true)
  bytes.setUint16(34, 16, true)
  text(36, 'data')
  bytes.setUint32(40, samples * 2, true)
  for (let n = 0; n < samples; n++)
    bytes.setInt16(44 + n * 2, 800 * Math.sin((2 * Math.PI * 220 * n) / 16_000), true)
  return new Uint8Array(bytes.buffer)
}
