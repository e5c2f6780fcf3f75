import { describe, expect, it } from 'vitest'
import { runCli } from './support/cli.js'
import { acceptHandshake, startEndpoint } from './support/endpoint.js'

// How `send` explains the answers of a webhook.

const event = { id: '1', topic: 't', eventType: 'Microsoft.Storage.BlobCreated', data: {} }
const lines = (n: number) => `${JSON.stringify(event)}\n`.repeat(n)

/** What Event Grid does after each status, and how it is explained. */
const outcomes: readonly (readonly [status: number, outcome: string, words: string])[] = [
  [200, 'accepted', ''],
  [204, 'accepted', ''],
  [205, 'retried', 'after 10 s or more'],
  [302, 'retried', 'Redirects are not followed'],
  [400, 'lost', 'dead-lettered, or dropped'],
  [401, 'lost', 'dead-lettered, or dropped'],
  [403, 'lost', 'dead-lettered, or dropped'],
  [404, 'retried', 'after 10 s or more'],
  [408, 'retried', 'after 2 m or more'],
  [413, 'lost', 'dead-lettered, or dropped'],
  [429, 'retried', 'after 10 s or more'],
  [500, 'retried', 'after 10 s or more'],
  [503, 'retried', 'after 30 s or more'],
]

describe('a delivery', () => {
  it('is accepted, retried or lost by its status', async () => {
    const headers = { location: '/elsewhere' }
    const { url } = await startEndpoint(
      (request, i) => acceptHandshake(request) ?? { status: outcomes[i - 1]?.[0] ?? 0, headers },
    )
    const args = ['send', url, '--file', '-']
    const { stdout } = await runCli(args, { input: lines(outcomes.length) })
    const said = stdout.split(/^POST .*→ /m).slice(2)
    for (const [i, [status, , words]] of outcomes.entries()) {
      expect(said[i]).toMatch(new RegExp(`^${status} in \\d+ ms\n`))
      expect(said[i]).toContain(words)
      expect(said[i]?.includes('Event Grid')).toBe(words !== '')
    }
  })

  it('has its outcome in JSON', async () => {
    const { url } = await startEndpoint(
      (request, i) => acceptHandshake(request) ?? { status: outcomes[i - 1]?.[0] ?? 0 },
    )
    const { stdout } = await runCli(['send', url, '--file', '-', '--json'], { input: lines(outcomes.length) })
    const { deliveries } = JSON.parse(stdout) as { deliveries: { status: number; outcome: string }[] }
    expect(deliveries.map(({ status, outcome }) => [status, outcome])).toEqual(
      outcomes.map(([status, outcome]) => [status, outcome]),
    )
  })

  it.each([
    [204, 0],
    [401, 1],
    [503, 1],
  ])('that is answered %i ends with %i', async (status, exitCode) => {
    const { url } = await startEndpoint((request) => acceptHandshake(request) ?? { status })
    expect((await runCli(['send', url])).code).toBe(exitCode)
  })

  it.each([
    ['at all', {}],
    ['to the end', { status: 200, headers: { 'content-length': '10' }, body: 'half', open: true }],
  ])('that is not answered in time %s', async (_, answer) => {
    const { url } = await startEndpoint((request) => acceptHandshake(request) ?? answer)
    const { code, stdout } = await runCli(['send', url, '--timeout', '0.2'])
    expect(code).toBe(1)
    expect(stdout).toContain('There was no answer within 0.2 s.\n')
  })

  it('of a file that fails is counted, and the next ones are sent', async () => {
    const statuses = [200, 500, 400, 500, 200]
    const { url, requests } = await startEndpoint(
      (request, i) =>
        acceptHandshake(request) ?? { status: statuses[i - 1] ?? 0, body: 'what\x1b[31m happened' },
    )
    const { code, stdout } = await runCli(['send', url, '--file', '-'], { input: lines(5) })
    expect([code, requests.length]).toEqual([1, 6])
    expect(stdout).toMatch(/5 events sent in 5 deliveries: 2 accepted, 3 failed \(500: 2 · 400: 1\)\n$/)
    expect(stdout).toContain('  what [31m happened\n')
  })
})

describe('a handshake', () => {
  it.each([
    ['eventgrid', { status: 202 }, 'and only 200 counts.'],
    ['cloudevents', { status: 200 }, 'WebHook-Allowed-Origin is missing'],
  ])('in %s that fails: nothing is delivered', async (schema, answer, words) => {
    const { url, requests } = await startEndpoint(() => answer)
    const { code, stdout, stderr } = await runCli(['send', url, '--schema', schema])
    expect([code, stderr, requests.length]).toEqual([1, '', 1])
    expect(stdout).toContain(words)
    expect(stdout).toContain('`npx @signalr-events/cli doctor "<url>"`')
  })

  it('can be left out', async () => {
    const { url, requests } = await startEndpoint(() => ({ status: 200 }))
    const { code, stdout } = await runCli(['send', url, '--no-handshake', '--json'])
    expect([code, requests.length, JSON.parse(stdout).handshake]).toEqual([0, 1, null])
  })

  it('has the schema of the first event of a file, or the one named', async () => {
    const { url, requests } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 200 })
    const cloudEvent = JSON.stringify({ specversion: '1.0', id: '1', source: 's', type: 't' })
    await runCli(['send', url, '--file', '-'], { input: cloudEvent + lines(1) })
    await runCli(['send', url, '--file', '-', '--schema', 'eventgrid'], { input: cloudEvent })
    const [asked, delivered, other, named] = requests
    expect(asked?.method).toBe('OPTIONS')
    expect(delivered?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8')
    expect(other?.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(named?.headers['aeg-event-type']).toBe('SubscriptionValidation')
  })
})

it('--json prints one document', async () => {
  const { url } = await startEndpoint(
    (request, i) => acceptHandshake(request) ?? { status: i === 1 ? 200 : 503, body: 'so' },
  )
  const { code, stdout, stderr } = await runCli(['send', url, '--json', '--file', '-'], { input: lines(2) })
  expect([code, stderr]).toEqual([1, ''])
  const ms = expect.any(Number)
  const accepted = { state: 'Succeeded', reason: 'The validation code was returned' }
  expect(JSON.parse(stdout)).toEqual({
    url: `${url}/`,
    handshake: { schema: 'eventgrid', status: 200, body: expect.any(String), ms, ...accepted },
    deliveries: [
      { ids: ['1'], status: 200, body: 'so', ms, outcome: 'accepted' },
      { ids: ['1'], status: 503, body: 'so', ms, outcome: 'retried' },
    ],
  })
})
