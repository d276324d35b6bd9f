import type {
  CallRow,
  ConfigRow,
  DeliveryRow,
  Session,
  Status,
  TenantRow,
  Today,
} from '../src/api/types'

export const NOW = Date.now()
const MINUTE = 60_000
export const CORE = '0.6.0+9f2c41d07ab3'
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

export const ROWS: CallRow[] = [
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
