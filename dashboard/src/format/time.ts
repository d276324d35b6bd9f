/** All times on the page are made here: en-AU, `24 Nov 2026, 2:50 pm`. */

const LOCALE = 'en-AU'
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The viewer's own zone where it is Australian, else Sydney's: never a server's. */
export const ZONE = /^Australia\//.test(HERE) ? HERE : 'Australia/Sydney'

type Options = Intl.DateTimeFormatOptions

const made = new Map<string, Intl.DateTimeFormat>()

function format(unixMs: number, options: Options, zone: string): string {
  const key = JSON.stringify([options, zone])
  let one = made.get(key)
  if (!one) {
    one = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone })
    made.set(key, one)
  }
  // Some builds put narrow no-break spaces before am and pm.
  return one.format(unixMs).replace(/[\u202f\u00a0]/g, ' ')
}

export const clock = (unixMs: number, zone = ZONE): string =>
  format(unixMs, { hour: 'numeric', minute: '2-digit' }, zone)

export const dayOf = (unixMs: number, zone = ZONE): string =>
  format(unixMs, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, zone)

/** `24 Nov 2026, 2:50 pm AEDT` */
export const fullTime = (unixMs: number, zone = ZONE): string =>
  `${format(unixMs, { day: 'numeric', month: 'short', year: 'numeric' }, zone)}, ${clock(unixMs, zone)} ${zoneName(unixMs, zone)}`

export function zoneName(unixMs: number, zone = ZONE): string {
  const parts = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, timeZoneName: 'short' })
    .formatToParts(unixMs)
    .find((part) => part.type === 'timeZoneName')
  return parts?.value ?? ''
}

const dateKey = (unixMs: number, zone: string): string =>
  format(unixMs, { year: 'numeric', month: '2-digit', day: '2-digit' }, zone)

const DAY_MS = 86_400_000

/** `2:50 pm` today, `Yesterday, 2:50 pm`, else `Tue 24 Nov, 2:50 pm`. */
export function shortTime(unixMs: number, now = Date.now(), zone = ZONE): string {
  const at = clock(unixMs, zone)
  if (dateKey(unixMs, zone) === dateKey(now, zone)) return at
  if (dateKey(unixMs + DAY_MS, zone) === dateKey(now, zone)) return `Yesterday, ${at}`
  return `${format(unixMs, { weekday: 'short', day: 'numeric', month: 'short' }, zone)}, ${at}`
}

/** `0:07`, `12:40`, `1:02:03`: a place in a call or its length. */
export function mmss(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** `1 min 7 s`: a length in words. */
export function lasted(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const [m, s] = [Math.floor(seconds / 60), seconds % 60]
  return s === 0 ? `${m} min` : `${m} min ${s} s`
}

/** `7 am` */
export const hourName = (hour: number): string =>
  `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? 'am' : 'pm'}`
