import { expect, it } from 'vitest'
import { findFreePort } from '../scripts/shared/port.mjs'

it('a free port is not one that the system gives to others, nor given twice', async () => {
  const ports: number[] = []
  for (let i = 0; i < 100; i++) ports.push(await findFreePort())
  expect(new Set(ports).size).toBe(100)
  expect(Math.max(...ports)).toBeLessThan(32_768)
})
