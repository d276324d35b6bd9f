import { expect, test } from 'vitest'
import { placed } from './calls'
import type { CallRow } from './types'

const row = (call: string, beganUnixMs: number, changedPos = 1, live = true): CallRow =>
  ({ call, beganUnixMs, changedPos, live }) as CallRow
const held = (...items: CallRow[]) => ({ pages: [{ items, next: null }], pageParams: [undefined] })

test('a new call stands on top', () => {
  expect(placed(held(row('a', 1)), row('b', 2)).pages[0]?.items.map((one) => one.call)).toEqual([
    'b',
    'a',
  ])
})

test('a call that changed keeps its place', () => {
  const after = placed(held(row('b', 2), row('a', 1)), row('a', 1, 5, false))
  expect(after.pages[0]?.items.map((one) => one.live)).toEqual([true, false])
})

test('an older word on a call does not undo a newer one', () => {
  const after = placed(held(row('a', 1, 9, false)), row('a', 1, 5, true))
  expect(after.pages[0]?.items[0]?.live).toBe(false)
})
