import { isPhone, phone } from '@/format/phone'
import type { Tone } from '@/kit/controls'

const OUTCOMES: Readonly<Record<string, { words: string; tone: Tone }>> = {
  lead: { words: 'New lead', tone: 'good' },
  enquiry: { words: 'Enquiry', tone: 'good' },
  message: { words: 'Message taken', tone: 'good' },
  transferred: { words: 'Put through', tone: 'good' },
  emergency: { words: 'Emergency', tone: 'bad' },
  unreachable: { words: 'Nobody to ring back', tone: 'warn' },
  abandoned: { words: 'Caller hung up early', tone: 'warn' },
  silent: { words: 'Nobody spoke', tone: 'warn' },
  declined: { words: 'Caller declined', tone: 'neutral' },
  rejected: { words: 'Not answered: unknown number', tone: 'bad' },
  hearing_failed: { words: 'Could not hear the caller', tone: 'bad' },
  speaking_failed: { words: 'Could not speak', tone: 'bad' },
  media_lost: { words: 'Line was lost', tone: 'bad' },
  incomplete: { words: 'Incomplete', tone: 'warn' },
}

export const plain = (name: string): string => {
  const words = name.replace(/[_.]/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function outcomeWords(outcome: string): string {
  return OUTCOMES[outcome]?.words ?? (outcome === '' ? 'Ended' : plain(outcome))
}

export const outcomeTone = (outcome: string): Tone => OUTCOMES[outcome]?.tone ?? 'neutral'

const ENDED_BY: Readonly<Record<string, string>> = {
  agent: 'the agent said goodbye',
  caller: 'the caller hung up',
  system: 'the line was cut',
}

/** `the caller hung up` */
export const endedByWords = (by: string): string => ENDED_BY[by] ?? ''

const FIELDS: Readonly<Record<string, string>> = {
  phone: 'Phone',
  name: 'Name',
  reason: 'Reason',
  email: 'Email',
  address: 'Address',
  suburb: 'Suburb',
}

export const fieldName = (name: string): string => FIELDS[name] ?? plain(name)

export const fieldValue = (value: string): string => (isPhone(value) ? phone(value) : value)

export const STATUS_WORDS = {
  asked: 'Being asked',
  confirmed: 'Confirmed',
  declined: 'Rather not say',
  failed: 'Not understood',
} as const
