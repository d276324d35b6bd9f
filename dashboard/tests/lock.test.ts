import { expect, test } from 'vitest'
import lock from '../package-lock.json?raw'

test('the lock names no host', () => {
  expect(lock).not.toContain('://')
  expect(lock).not.toContain('"resolved"')
})
