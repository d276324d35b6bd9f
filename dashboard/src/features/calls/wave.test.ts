import { expect, test } from 'vitest'
import { HEIGHT, shape } from './wave'

test('a lane without sound is a line in the middle', () => {
  expect(shape([])).toBe(`M0 ${HEIGHT / 2}H1000`)
})

test('the loudest moment reaches the edges and silence stays visible', () => {
  const drawn = shape([0, 1])
  expect(drawn).toContain(`750.0 0.0`)
  expect(drawn).toContain(`250.0 ${(HEIGHT / 2 - 0.6).toFixed(1)}`)
  expect(drawn.endsWith('Z')).toBe(true)
})
