import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServiceClient } from '@signalr-events/management'
import {
  createPresence,
  memoryPresence,
  type PresenceErrorCode,
  type PresenceEvent,
  type PresenceOptions,
  type ReconcileOptions,
} from '@signalr-events/presence'
import { describe, expect, it, onTestFinished } from 'vitest'

// The service is a server that answers as Azure does, or as badly as it can; the client is the one that users have.

/** RECONCILE_CHECKS makes it more. */
const checks = Number(process.env['RECONCILE_CHECKS'] ?? 2_000)
const hour = 60 * 60 * 1000
const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SignalRService/SignalR/localhost'
const options = { grace: 0, lastSeenFor: hour, handles: false, sessions: true, asks: true }

type Answer = (connectionId: string, response: ServerResponse, request: IncomingMessage) => void

const exists: Answer = (_, response) => response.end()
const missing: Answer = (_, response) =>
  response.writeHead(404, { 'x-ms-error-code': 'Warning.Connection.NotExisted' }).end()
const fail =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end()

async function startService(answer: Answer) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const id = decodeURIComponent(
      new URL(request.url ?? '', 'http://localhost').pathname.split('/').at(-1) ?? '',
    )
    asked.push(id)
    answer(id, response, request)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const connectionString = `Endpoint=http://127.0.0.1;Port=${port};AccessKey=${'a'.repeat(43)};Version=1.0;`
  return { asked, service: createServiceClient(connectionString, { timeout: 400 }) }
}

/** Presence with connections that are an hour old, and a clock. */
async function open(
  answer: Answer,
  ids: readonly string[],
  { reconcile = {}, ...more }: PresenceOptions & { reconcile?: ReconcileOptions } = {},
) {
  let time = Date.parse('2026-01-01T00:00:00Z')
  const store = memoryPresence({ now: () => time })
  const { asked, service } = await startService(answer)
  const codes: PresenceErrorCode[] = []
  const presence = createPresence({
    ...{ store, service, grace: 0, onError: ({ code }) => void codes.push(code) },
    reconcile: { perSecond: 1_000, ...reconcile },
    ...more,
  })
  onTestFinished(() => presence.close())
  const apply = (type: PresenceEvent['type'], list: readonly string[]) => {
    const timestamp = new Date(time).toISOString()
    const events = list.map((connectionId) => ({
      ...{ type, connectionId, userId: `user of ${connectionId}`, source, timestamp, at: time },
    }))
    return store.apply('chat', events, options)
  }
  await apply('connected', ids)
  time += hour
  const run = async () => {
    const [result] = await presence.reconcile('chat')
    time += 30_000
    return result
  }
  const wait = (ms: number) => {
    time += ms
  }
  const list = async () =>
    (await presence.connections('chat').page()).items.map(({ connectionId }) => connectionId)
  return { presence, store, asked, codes, run, list, apply, wait }
}

const toIds = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`)

describe('reconciliation', () => {
  it('ends what is missing twice, and nothing else', async () => {
    const { run, list, presence } = await open(
      (id, ...rest) => (id === 'a' ? missing : exists)(id, ...rest),
      ['a', 'b'],
    )
    expect(await run()).toEqual({ hub: 'chat', asked: 2, found: 1, missing: 1, ended: 0, failed: 0 })
    expect(await list()).toEqual(['a', 'b'])
    expect(await run()).toMatchObject({ asked: 1, missing: 1, ended: 1 })
    expect(await list()).toEqual(['b'])
    expect((await presence.status('chat')).reconciledAt).toBeInstanceOf(Date)
  })

  it('does not ask about young connections', async () => {
    const { run, apply, asked } = await open(exists, ['a'])
    await apply('connected', ['young'])
    await run()
    expect(asked).toEqual(['a'])
  })

  it('asks about connections whose events were too old to be believed', async () => {
    const { run, store, list } = await open(exists, [])
    const at = (await store.now()) - 30 * hour
    const timestamp = new Date(at).toISOString()
    await store.apply(
      'chat',
      [{ type: 'connected', connectionId: 'old', userId: 'ada', source, timestamp, at }],
      options,
    )
    expect(await list()).toEqual([])
    await run()
    expect(await list()).toEqual(['old'])
  })

  it.each<[string, Answer, PresenceErrorCode]>([
    ['404 without the code', fail(404), 'SERVICE_FAILED'],
    ['404 with another code', fail(404, { 'x-ms-error-code': 'Error.Hub.NotFound' }), 'SERVICE_FAILED'],
    ['401', fail(401), 'SERVICE_REFUSED'],
    ['403', fail(403), 'SERVICE_REFUSED'],
    ['429', fail(429, { 'retry-after': '0' }), 'SERVICE_FAILED'],
    ['500', fail(500), 'SERVICE_FAILED'],
    ['a cut', (_, response) => response.destroy(), 'SERVICE_FAILED'],
    ['nothing', () => {}, 'SERVICE_FAILED'],
  ])('ends nothing when the service answers %s', { timeout: 30_000 }, async (_, answer, code) => {
    const { run, list, codes } = await open(answer, ['a', 'b'])
    for (let i = 0; i < 3; i++) expect(await run()).toMatchObject({ missing: 0, ended: 0 })
    expect(await list()).toEqual(['a', 'b'])
    expect(codes).toEqual([code])
  })

  it('asks no more for an hour after the service refused the credential', async () => {
    const { run, asked } = await open(fail(401), toIds(20))
    await run()
    const first = asked.length
    expect(first).toBeLessThanOrEqual(4)
    await run()
    expect(asked.length).toBe(first)
  })

  it('ends nothing of another resource', async () => {
    let time = Date.now()
    const store = memoryPresence({ now: () => time })
    const { service, asked } = await startService(missing)
    const codes: PresenceErrorCode[] = []
    const presence = createPresence({ store, service, onError: ({ code }) => void codes.push(code) })
    onTestFinished(() => presence.close())
    const timestamp = new Date(time).toISOString()
    const event = { type: 'connected', connectionId: 'a', userId: 'ada', timestamp, at: time } as const
    await store.apply('chat', [{ ...event, source: `${source}-of-another` }], options)
    time += hour
    for (let i = 0; i < 3; i++) await presence.reconcile()
    expect([asked, codes]).toEqual([[], ['MISCONFIGURED']])
    expect(await presence.count('chat')).toEqual({ users: 1, connections: 1 })
  })

  it('ends nothing at first when everybody seems to be missing', async () => {
    const { run, list, codes } = await open(missing, toIds(30))
    expect(await run()).toMatchObject({ asked: 30, missing: 30, ended: 0 })
    expect(codes).toEqual(['SUSPICIOUS'])
    expect(await list()).toHaveLength(30)
    for (let i = 0; i < 3; i++) await run()
    expect(await list()).toEqual([])
  })

  it('only reports in a dry run', async () => {
    const results: unknown[] = []
    const onPass = (result: unknown) => void results.push(result)
    const { run, list } = await open(missing, ['a'], { reconcile: { dryRun: true, onPass } })
    for (let i = 0; i < 3; i++) await run()
    expect(await list()).toEqual(['a'])
    expect(results).toHaveLength(3)
    expect(results[2]).toMatchObject({ missing: 1, ended: 0 })
  })

  it('lets an event win that overtakes the answer', async () => {
    const held: (() => void)[] = []
    const { run, apply, list, store } = await open(
      (id, ...rest) => void held.push(() => missing(id, ...rest)),
      ['a'],
    )
    const answerAll = async (work: Promise<unknown>) => {
      await expect.poll(() => held.length).toBe(1)
      await apply('disconnected', ['a'])
      await apply('connected', ['a'])
      held.pop()?.()
      return work
    }
    expect(await answerAll(run())).toMatchObject({ missing: 1, ended: 0 })
    expect(await list()).toEqual([])
    expect((await store.status('chat')).events.late).toBe(1)
  })

  it('keeps to the pace of all instances', { timeout: 20_000 }, async () => {
    const { run, asked } = await open(exists, toIds(30), { reconcile: { perSecond: 20 } })
    const start = performance.now()
    await run()
    expect(asked).toHaveLength(30)
    // 29 pauses of 50 ms; a little less by the resolution of timers.
    expect(performance.now() - start).toBeGreaterThan(1_300)
  })

  it(`ends no live connection in ${checks} checks with random answers`, {
    timeout: 60_000 + 20 * checks,
  }, async () => {
    const alive = new Set(toIds(250))
    let n = 0
    const random: Answer = (id, response, request) => {
      const kinds = [fail(404), fail(429), fail(500), fail(503), exists, exists, exists]
      const kind = n++ % 3 === 0 ? kinds[(n * 7919) % kinds.length] : undefined
      if (kind !== undefined)
        return kind === exists && !alive.has(id)
          ? missing(id, response, request)
          : kind(id, response, request)
      ;(alive.has(id) ? exists : missing)(id, response, request)
    }
    const ghosts = Array.from({ length: 20 }, (_, i) => `ghost ${i}`)
    const { run, list, asked, wait } = await open(random, [...alive, ...ghosts], {
      reconcile: { perSecond: 100_000, olderThan: 1_000 },
    })
    while (asked.length < checks) {
      await run()
      wait(1_000)
    }
    expect((await list()).sort()).toEqual([...alive].sort())
  })

  it('is refused without a service', async () => {
    const presence = createPresence()
    onTestFinished(() => presence.close())
    await expect(presence.reconcile()).rejects.toThrow(TypeError)
  })
})
