import { expect, it, onTestFinished } from 'vitest'
import { examine } from '../src/doctor/examine.js'
import { connections } from './zoo/connections.js'
import { deliveries } from './zoo/deliveries.js'
import { handshakes } from './zoo/handshakes.js'

// Each trap that a webhook can be in, as a real server that is in it. One culprit is named, not ten symptoms.

it.each([...connections, ...handshakes, ...deliveries])('$name: $must', async (animal) => {
  const { url, close } = await animal.serve()
  onTestFinished(close)
  const { findings, ok } = await examine(new URL(animal.at ?? '/', url), { holdMs: 50, ...animal.options })
  const codesOf = (wanted: string) =>
    findings.filter(({ level }) => level === wanted).map(({ code, seen }) => [code, seen])
  const named = (codes: readonly string[]) => codes.map((code) => [code, expect.any(String)])
  expect(codesOf('MUST')).toEqual(named(animal.must))
  expect(codesOf('SHOULD')).toEqual(named(animal.should ?? []))
  expect(ok).toBe(animal.must.length === 0)
})
