import { expect, test } from 'vitest'
import { count, dollars } from './money'
import { isPhone, phone } from './phone'
import { fullTime, hourName, lasted, mmss, shortTime } from './time'

test.each([
  ['+61491570156', '0491 570 156'],
  ['0491570156', '0491 570 156'],
  ['+61255501234', '(02) 5550 1234'],
  ['+611300975707', '1300 975 707'],
  ['+61131020', '13 10 20'],
  ['+14155550100', '+14155550100'],
  ['Tom Harris', 'Tom Harris'],
  ['', ''],
])('%s is written %s', (number, written) => {
  expect(phone(number)).toBe(written)
})

test('only an Australian number in international form counts as a number', () => {
  expect(isPhone('+61491570156')).toBe(true)
  expect(isPhone('3 Smith St')).toBe(false)
})

const AT = Date.UTC(2026, 10, 24, 3, 50)

test('a full time names its zone', () => {
  expect(fullTime(AT, 'Australia/Sydney')).toBe('24 Nov 2026, 2:50 pm AEDT')
  expect(fullTime(AT, 'Australia/Brisbane')).toBe('24 Nov 2026, 1:50 pm AEST')
})

test('a short time is as short as it can be without doubt', () => {
  const zone = 'Australia/Sydney'
  expect(shortTime(AT, AT + 3_600_000, zone)).toBe('2:50 pm')
  expect(shortTime(AT, AT + 86_400_000, zone)).toBe('Yesterday, 2:50 pm')
  expect(shortTime(AT, AT + 5 * 86_400_000, zone)).toMatch(/^Tue,? 24 Nov, 2:50 pm$/)
})

test('today begins at midnight where the business is, not in UTC', () => {
  const late = Date.UTC(2026, 10, 24, 12, 30) // 11:30 pm in Sydney
  expect(shortTime(late, Date.UTC(2026, 10, 24, 13, 30), 'Australia/Sydney')).toBe(
    'Yesterday, 11:30 pm',
  )
})

test('lengths and places in a call', () => {
  expect(mmss(7_900)).toBe('0:07')
  expect(mmss(3_723_000)).toBe('1:02:03')
  expect(mmss(-5)).toBe('0:00')
  expect(lasted(48_400)).toBe('48 s')
  expect(lasted(67_000)).toBe('1 min 7 s')
  expect(lasted(120_000)).toBe('2 min')
})

test('hours are named as people say them', () => {
  expect([0, 7, 12, 15].map(hourName)).toEqual(['12 am', '7 am', '12 pm', '3 pm'])
})

test('small sums keep what is in them', () => {
  expect(dollars(21_350)).toBe('A$0.0214')
  expect(dollars(12_500_000)).toBe('A$12.50')
  expect(dollars(0)).toBe('A$0.00')
  expect(dollars(-1_500_000)).toBe('−A$1.50')
  expect(count(12345)).toBe('12,345')
})
