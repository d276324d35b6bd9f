import type { CallPage, Entry, Field, Said } from '@/api/types'

export interface Ended {
  outcome: string
  by: string
  durationMs: number
}

/** One call as it is told so far: what was stored when the page asked, and what came since. */
export interface Story {
  lines: readonly Said[]
  fields: readonly Field[]
  entries: readonly Entry[]
  ended: Ended | null
  /** Position of the last event taken, by name: a stream that starts over says things twice. */
  last: Readonly<Partial<Record<Heard['name'], number>>>
}

export type Heard =
  | { name: 'said'; seq: number; data: Said }
  | { name: 'field'; seq: number; data: Field }
  | { name: 'entry'; seq: number; data: Entry }
  | { name: 'ended'; seq: number; data: Ended }

export const EMPTY: Story = { lines: [], fields: [], entries: [], ended: null, last: {} }

/** Begin with what the API had stored. */
export function opened(
  page: Pick<CallPage, 'transcript' | 'fields'>,
  before: Story = EMPTY,
): Story {
  return {
    ...before,
    lines: page.transcript.reduce(withLine, before.lines),
    fields: before.fields.length === 0 ? page.fields : merged(page.fields, before.fields),
  }
}

/** Take one event of the stream; one that was taken before changes nothing. */
export function hear(story: Story, heard: Heard): Story {
  if (heard.seq <= (story.last[heard.name] ?? 0) && heard.name !== 'field') return story
  const last = { ...story.last, [heard.name]: Math.max(heard.seq, story.last[heard.name] ?? 0) }
  switch (heard.name) {
    case 'said':
      return { ...story, last, lines: withLine(story.lines, heard.data) }
    case 'field':
      // Several fields may be decided on one input, so a position alone doesn't tell them apart.
      if (heard.seq < (story.last.field ?? 0)) return story
      return { ...story, last, fields: withField(story.fields, heard.data) }
    case 'entry':
      return { ...story, last, entries: [...story.entries, heard.data] }
    case 'ended':
      return { ...story, last, ended: heard.data }
    default:
      return heard satisfies never
  }
}

function withLine(lines: readonly Said[], line: Said): readonly Said[] {
  const same = (one: Said) =>
    one.atMs === line.atMs && one.who === line.who && one.text === line.text
  if (lines.some(same)) return lines
  const later = lines.findIndex((one) => one.atMs > line.atMs)
  return later < 0 ? [...lines, line] : [...lines.slice(0, later), line, ...lines.slice(later)]
}

function withField(fields: readonly Field[], field: Field): readonly Field[] {
  const at = fields.findIndex((one) => one.name === field.name)
  return at < 0 ? [...fields, field] : fields.with(at, field)
}

function merged(stored: readonly Field[], live: readonly Field[]): readonly Field[] {
  return live.reduce(withField, stored)
}
