import { expect, test } from 'vitest'
import { type Signal, START, talk } from './machine'

const after = (...signals: Signal[]) => signals.reduce(talk, START)
const TALKING: Signal[] = [
  { is: 'microphone' },
  { is: 'connected', keys: true },
  { is: 'call', call: 'c1' },
]

test('a call goes from asking over connecting to listening', () => {
  expect(after({ is: 'microphone' }).phase).toBe('connecting')
  expect(after(...TALKING)).toMatchObject({ phase: 'listening', call: 'c1' })
})

test('the agent speaking and falling silent is seen', () => {
  expect(after(...TALKING, { is: 'speaking', speaking: true }).phase).toBe('speaking')
  expect(
    after(...TALKING, { is: 'speaking', speaking: true }, { is: 'speaking', speaking: false })
      .phase,
  ).toBe('listening')
})

test('a name that comes late does not stop the speaking', () => {
  const state = after(
    { is: 'microphone' },
    { is: 'connected', keys: false },
    { is: 'speaking', speaking: true },
    { is: 'call', call: 'c2' },
  )
  expect(state).toMatchObject({ phase: 'speaking', call: 'c2' })
})

test('nothing that comes late changes an ended call, and its name is kept', () => {
  const ended = after(...TALKING, { is: 'ended', by: 'us' })
  const late: Signal[] = [
    { is: 'speaking', speaking: true },
    { is: 'trouble', what: 'lost' },
    { is: 'ended', by: 'them' },
  ]
  expect(late.reduce(talk, ended)).toEqual(ended)
  expect(ended.call).toBe('c1')
})

test('a refused microphone fails with its cure, and it can be tried again', () => {
  const refused = after({ is: 'trouble', what: 'refused' })
  expect(refused).toMatchObject({ phase: 'failed', trouble: { what: 'refused' } })
  expect(talk(refused, { is: 'again' })).toEqual(START)
})

test('a call in progress cannot be begun again', () => {
  expect(after(...TALKING, { is: 'again' }).phase).toBe('listening')
})
