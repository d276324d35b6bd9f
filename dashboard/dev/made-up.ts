import type {
  CallPage,
  CallRow,
  ConfigRow,
  DeliveryRow,
  Entry,
  Field,
  Peaks,
  Said,
  Session,
  Status,
  TenantRow,
  Today,
  Verdict,
} from '../src/api/types'

const NOW = Date.now()
const MINUTE = 60_000
const CORE = '0.6.0+9f2c41d07ab3'
const CONFIG = 'c7a1e94b02dd5f6e7788'

export const session = (role: 'operator' | 'customer'): Session => ({
  role,
  tenant: role === 'customer' ? 'harbour-plumbing' : '',
  name: role === 'customer' ? 'Harbour Plumbing' : '',
  expiresUnixMs: NOW + 600 * MINUTE,
})

export const TENANTS: TenantRow[] = [
  {
    tenant: 'harbour-plumbing',
    name: 'Harbour Plumbing',
    config: CONFIG,
    version: 3,
    numbers: ['+61255501206'],
  },
  {
    tenant: 'sparkline-electrical',
    name: 'Sparkline Electrical Pty Ltd',
    config: 'a04417be55c09d12',
    version: 1,
    numbers: ['+61370105512', '+61370105513'],
  },
  { tenant: 'wattle-gardens', name: 'Wattle Gardens', config: '', version: 0, numbers: [] },
]

export const tenant = (id: string) => TENANTS.find((one) => one.tenant === id) ?? null

const row = (n: number, minutesAgo: number, part: Partial<CallRow>): CallRow => ({
  call: `20261124T${String(120000 + n)}-c673dbbcf58${n.toString(16)}`,
  tenant: n % 3 === 1 ? 'sparkline-electrical' : 'harbour-plumbing',
  dialled: n % 3 === 1 ? '+61370105512' : '+61255501206',
  beganUnixMs: NOW - minutesAgo * MINUTE,
  lastUnixMs: NOW - minutesAgo * MINUTE + 50_000,
  live: false,
  outcome: 'lead',
  endedBy: 'agent',
  durationMs: 38_000 + n * 7_300,
  events: 57 + n,
  lead: part.outcome === undefined || part.outcome === 'lead',
  recorded: true,
  emergency: false,
  core: CORE,
  config: CONFIG,
  changedPos: 1_000 - n,
  ...part,
})

const ROWS: CallRow[] = [
  row(0, 0.5, {
    live: true,
    outcome: '',
    endedBy: '',
    durationMs: 0,
    lead: false,
    recorded: false,
  }),
  row(1, 1.2, {
    live: true,
    outcome: '',
    endedBy: '',
    durationMs: 0,
    lead: false,
    recorded: false,
  }),
  row(2, 6, {}),
  row(3, 14, { outcome: 'emergency', emergency: true, lead: true }),
  row(4, 31, { outcome: 'abandoned', endedBy: 'caller', durationMs: 9_000 }),
  row(5, 55, { outcome: 'transferred' }),
  row(6, 83, {}),
  row(7, 120, { outcome: 'silent', endedBy: 'agent' }),
  row(8, 1_500, {}),
  row(9, 1_560, { outcome: 'quote_wanted', lead: true }),
  row(10, 1_640, { outcome: 'media_lost', endedBy: 'system' }),
  row(11, 3_100, {}),
  row(12, 3_300, {}),
]

export const calls = (role: string) => ({
  items: ROWS.filter((one) => role === 'operator' || one.tenant === 'harbour-plumbing'),
  next: 'more',
})

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

export function configs(id: string): { items: ConfigRow[] } {
  const one = (version: number, status: ConfigRow['status'], daysAgo: number): ConfigRow => ({
    tenant: id,
    version,
    config: `${version}${CONFIG}`,
    name: 'Harbour Plumbing',
    trials: 12,
    status,
    pushedUnixMs: NOW - daysAgo * 1_440 * MINUTE,
    activatedUnixMs:
      status === 'active' || status === 'superseded'
        ? NOW - daysAgo * 1_440 * MINUTE + MINUTE
        : null,
    why:
      status === 'refused'
        ? 'no_number: caller hangs up before the number, yet the call ends as lead'
        : '',
  })
  return {
    items: [
      one(4, 'pushed', 0.1),
      one(0, 'refused', 0.4),
      one(3, 'active', 1),
      one(2, 'superseded', 5),
      one(1, 'superseded', 9),
    ],
  }
}

export const LINK = {
  url: 'http://127.0.0.1:8080/open#3f0c9a77d2b14be6a0d1',
  expiresUnixMs: NOW + 7 * 1_440 * MINUTE,
}

export const numbers = () => ({
  items: TENANTS.flatMap(({ tenant: id, config, version, numbers: all }) =>
    all.map((number) => ({ number, tenant: id, config, version })),
  ),
})

const delivery = (n: number, part: Partial<DeliveryRow>): DeliveryRow => ({
  id: `email-summary.${ROWS[n]?.call}.57`,
  workflow: 'email-summary',
  tenant: 'harbour-plumbing',
  call: ROWS[n]?.call ?? '',
  status: 'done',
  attempts: 1,
  why: '',
  reference: '<3f2a.57@spotfunnel>',
  changedUnixMs: NOW - n * 9 * MINUTE,
  ...part,
})

export const DELIVERIES = {
  items: [
    delivery(2, { status: 'begun', attempts: 0, reference: '' }),
    delivery(3, {
      status: 'tried',
      attempts: 2,
      why: 'the mail server did not answer',
      reference: '',
    }),
    delivery(5, {}),
    delivery(6, {
      status: 'dead',
      attempts: 8,
      why: 'the mail server refused the recipient',
      reference: '',
    }),
    delivery(8, { status: 'skipped', why: 'no recipient is configured', reference: '' }),
    delivery(9, {}),
  ],
}

export const TODAY: Today = {
  answered: 12,
  missed: 2,
  leads: 7,
  transferred: 1,
  online: true,
  since: new Date(NOW - 300 * MINUTE).toISOString(),
  hours: [7, 8, 9, 10, 11, 13, 14, 15].map((hour, n) => ({
    hour,
    calls: [1, 3, 2, 4, 1, 2, 1, 1][n] ?? 0,
  })),
}

export const STATUS: Status = {
  shape: 'stack',
  core: CORE,
  position: 48_213,
  lag: 3,
  parts: [
    { name: 'worker-1', well: true, detail: 'two calls in progress' },
    { name: 'kafka', well: true, detail: 'one broker' },
    { name: 'postgres', well: true, detail: '' },
    { name: 'ingester', well: true, detail: '3 events behind' },
    {
      name: 'workflows',
      well: false,
      detail: 'stopped; the last line of its log: connection refused',
    },
    { name: 'livekit', well: true, detail: '' },
  ],
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
