import { expect, test } from 'vitest'
import { describe, kindOf } from './describe'
import { outcomeTone, outcomeWords } from './words'

test('what was said is quoted', () => {
  expect(describe({ type: 'turn.heard.v1', at_ms: 1, texts: ['my tap leaks'], held_ms: 300 })).toBe(
    'Caller: “my tap leaks”',
  )
})

test('a captured number is written as Australians write it', () => {
  const event = {
    type: 'capture.confirmed.v1',
    at_ms: 1,
    field: 'phone',
    value: '+61491570156',
  } as const
  expect(describe(event)).toBe('Phone confirmed: “0491 570 156”')
})

test('how a call ended is told in words', () => {
  expect(
    describe({
      type: 'call.ended.v1',
      at_ms: 67_000,
      outcome: 'lead',
      by: 'agent',
      duration_ms: 67_000,
    }),
  ).toBe('New lead: the agent said goodbye after 1 min 7 s')
})

test('a turn in which no word was heard is no empty quotation', () => {
  expect(describe({ type: 'input.final_heard.v1', at_ms: 1, segment: 1, texts: [] })).toBe(
    'Heard no words',
  )
})

test('an outcome that a business made up still reads well', () => {
  expect(outcomeWords('quote_wanted')).toBe('Quote wanted')
  expect(outcomeTone('quote_wanted')).toBe('neutral')
})

test('a type that this page does not know yet has a kind', () => {
  expect(kindOf('later.thing.v9')).toBe('line')
})
