import { expect, it, onTestFinished } from 'vitest'
import { documented, type FindingCode } from '../src/doctor/findings.js'
import { examineSoon } from './support/examine.js'
import { connections } from './zoo/connections.js'
import { deliveries } from './zoo/deliveries.js'
import { handshakes } from './zoo/handshakes.js'

// Each trap that a webhook can be in, as a real server that is in it. One culprit is named, not ten symptoms.

const zoo = [...connections, ...handshakes, ...deliveries]

it.each(zoo)('$name: $must', async (animal) => {
  const { url, close } = await animal.serve()
  onTestFinished(close)
  const report = await examineSoon(new URL(animal.at ?? '/', url), animal.options)
  const codesOf = (wanted: string) =>
    report.findings.filter(({ level }) => level === wanted).map(({ code, seen }) => [code, seen])
  const named = (codes: readonly string[]) => codes.map((code) => [code, expect.any(String)])
  expect(codesOf('MUST')).toEqual(named(animal.must))
  expect(codesOf('SHOULD')).toEqual(named(animal.should ?? []))
  expect(report.ok).toBe(animal.must.length === 0)
})

it('every finding has a server that has it', () => {
  const elsewhere: FindingCode[] = ['HOST_UNREACHABLE', 'TLS_EXPIRED', 'TLS_WRONG_HOST']
  const found = new Set([...zoo.flatMap(({ must, should = [] }) => [...must, ...should]), ...elsewhere])
  expect([...found].filter((code) => code in documented).sort()).toEqual(Object.keys(documented).sort())
})
