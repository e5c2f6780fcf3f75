import { expect, it, onTestFinished } from 'vitest'
import { documented, type FindingCode } from '../src/doctor/findings.js'
import { connections } from './faulty-servers/connections.js'
import { deliveries } from './faulty-servers/deliveries.js'
import { handshakes } from './faulty-servers/handshakes.js'
import { examineQuickly } from './support/examine.js'

// Each mistake of a webhook as a real server that makes it. The doctor names one cause, not ten symptoms.

const faultyServers = [...connections, ...handshakes, ...deliveries]

it.each(faultyServers)('$name: $must', async (fixture) => {
  const { url, close } = await fixture.serve()
  onTestFinished(close)
  const report = await examineQuickly(new URL(fixture.at ?? '/', url), fixture.options)
  const codesOf = (wanted: string) =>
    report.findings.filter(({ level }) => level === wanted).map(({ code, evidence }) => [code, evidence])
  const named = (codes: readonly string[]) => codes.map((code) => [code, expect.any(String)])
  expect(codesOf('MUST')).toEqual(named(fixture.must))
  expect(codesOf('SHOULD')).toEqual(named(fixture.should ?? []))
  expect(report.ok).toBe(fixture.must.length === 0)
})

it('every finding has a faulty server', () => {
  const elsewhere: FindingCode[] = ['HOST_UNREACHABLE', 'TLS_EXPIRED', 'TLS_WRONG_HOST']
  const found = new Set([
    ...faultyServers.flatMap(({ must, should = [] }) => [...must, ...should]),
    ...elsewhere,
  ])
  expect([...found].filter((code) => code in documented).sort()).toEqual(Object.keys(documented).sort())
})
