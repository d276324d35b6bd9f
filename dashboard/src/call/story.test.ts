import { expect, test } from 'vitest'
import { EMPTY, type Heard, hear, opened } from './story'

const said = (seq: number, text: string, atMs = seq * 1_000): Heard => ({
  name: 'said',
  seq,
  data: { who: 'caller', text, atMs },
})
const field = (seq: number, status: 'asked' | 'confirmed', value = ''): Heard => ({
  name: 'field',
  seq,
  data: { name: 'phone', status, value },
})

test('lines stand in the order that they were said in', () => {
  const story = [said(3, 'three'), said(5, 'five')].reduce(hear, EMPTY)
  expect(story.lines.map((line) => line.text)).toEqual(['three', 'five'])
})

test('a stream that starts over says nothing twice', () => {
  const heard = [said(3, 'three'), field(4, 'asked'), said(5, 'five'), field(6, 'confirmed', 'x')]
  const once = heard.reduce(hear, EMPTY)
  const twice = heard.reduce(hear, once)
  expect(twice).toEqual(once)
  expect(twice.fields).toEqual([{ name: 'phone', status: 'confirmed', value: 'x' }])
})

test('what was stored and what is streamed are one transcript', () => {
  const stored = {
    transcript: [{ who: 'caller' as const, text: 'three', atMs: 3_000 }],
    fields: [],
  }
  const story = [said(3, 'three'), said(5, 'five')].reduce(hear, opened(stored))
  expect(story.lines.map((line) => line.text)).toEqual(['three', 'five'])
  expect(opened(stored, story).lines).toHaveLength(2)
})

test('stored lines that come after streamed ones take their place', () => {
  const story = hear(EMPTY, said(5, 'five'))
  const both = opened(
    { transcript: [{ who: 'agent', text: 'one', atMs: 1_000 }], fields: [] },
    story,
  )
  expect(both.lines.map((line) => line.text)).toEqual(['one', 'five'])
})

test('two fields decided at one position are both taken', () => {
  const name: Heard = {
    name: 'field',
    seq: 9,
    data: { name: 'name', status: 'confirmed', value: 'T' },
  }
  const story = [field(9, 'confirmed', 'x'), name].reduce(hear, EMPTY)
  expect(story.fields).toHaveLength(2)
})

test('an ended call says how', () => {
  const story = hear(EMPTY, {
    name: 'ended',
    seq: 9,
    data: { outcome: 'lead', by: 'agent', durationMs: 9 },
  })
  expect(story.ended).toEqual({ outcome: 'lead', by: 'agent', durationMs: 9 })
})
