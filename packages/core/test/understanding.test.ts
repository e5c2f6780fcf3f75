import { gzipSync } from 'node:zlib'
import { type ConnectionEvent, createWebhook } from '@signalr-events/core'
import { cloudEvents, createClient, eventGrid, toBinary } from '@signalr-events/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listening, toRequest } from './support.js'

// Events in an unusual but unambiguous form are handled.

const source = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours'
const details = { id: 'id', source, connectionId: 'c', hubName: 'chat', userId: 'ada', errorMessage: 'lost' }

/** Sends a body with headers, and resolves with the status and what was handled. */
async function send(body: unknown, headers: Record<string, string> = {}, options = {}) {
  const events: ConnectionEvent[] = []
  const handle = (event: ConnectionEvent) => void events.push(event)
  const { webhook, codes } = listening({ connected: handle, disconnected: handle }, { path: '/', ...options })
  const head = { ...eventGrid.connected().headers, ...headers }
  const request = toRequest({ method: 'POST', headers: head, body: '' }, { body: () => body })
  const { status } = await webhook.handle(request)
  return { status, codes: codes(), events }
}

/** Renames the members of an object, and of its data. */
function rename(object: object, to: (name: string) => string): object {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [to(name), name === 'data' ? rename(value, to) : value]),
  )
}

const expected = { id: 'id', source, connectionId: 'c', hubName: 'chat', userId: 'ada' }
const cases: readonly [string, (name: string) => string][] = [
  ['upper', (name) => name.toUpperCase()],
  ['lower', (name) => name.toLowerCase()],
  ['Pascal', (name) => name.charAt(0).toUpperCase() + name.slice(1)],
]

describe.each(cases)('members in %s case', (_, to) => {
  it.each([
    ['Event Grid schema', eventGrid.disconnectedEvent(details)],
    ['CloudEvents', cloudEvents.disconnectedEvent(details)],
  ])('of an event in %s are understood', async (_, event) => {
    const { status, events } = await send(JSON.stringify([rename(event, to)]))
    expect(status).toBe(200)
    expect(events).toMatchObject([{ ...expected, type: 'disconnected', errorMessage: 'lost' }])
  })
})

it('an event is a plain object, which libraries can copy, compare and send', async () => {
  const list = [eventGrid.connectedEvent(details), eventGrid.disconnectedEvent(details)]
  const { events } = await send(JSON.stringify(list))
  const [connected, disconnected] = events
  const { errorMessage, ...known } = details
  const timestamp = list[0]?.data.timestamp
  expect(connected).toStrictEqual({ ...known, type: 'connected', timestamp, raw: list[0] })
  expect(disconnected).toStrictEqual({
    ...{ ...known, errorMessage, type: 'disconnected', raw: list[1] },
    timestamp: list[1]?.data.timestamp,
  })
  expect(structuredClone(events)).toStrictEqual(events)
})

it('specVersion, as Microsoft’s own examples spell it, is specversion', async () => {
  const { specversion, ...rest } = cloudEvents.connectedEvent(details)
  const { status, events } = await send(JSON.stringify({ ...rest, specVersion: specversion }))
  expect([status, events.length]).toEqual([200, 1])
})

it('of two spellings, and of two schemas in one object, the validated value is the used one', async () => {
  const theirs = `${source}-not`
  const names = ['topic', 'Topic', 'TOPIC', 'source', 'Source', 'SOURCE'] as const
  const kinds = ['eventType', 'EventType', 'type', 'Type', 'specversion', 'specVersion'] as const
  const members = fc.record(
    {
      ...Object.fromEntries(names.map((name) => [name, fc.constantFrom(source, theirs, null)])),
      ...Object.fromEntries(
        kinds.map((name) => [
          name,
          fc.constantFrom('1.0', 'Microsoft.SignalRService.ClientConnectionConnected', null),
        ]),
      ),
    },
    { requiredKeys: [] },
  )
  const hubs = fc.record(
    { hubName: fc.constantFrom('chat', 'game', null), HubName: fc.constantFrom('chat', 'game') },
    { requiredKeys: [] },
  )
  let handled = 0
  await fc.assert(
    fc.asyncProperty(members, hubs, async (envelope, hub) => {
      const data = { timestamp: '2026-01-01T00:00:00Z', connectionId: 'c', ...hub }
      const options = { sources: [source], hubs: ['chat'] }
      const { events } = await send(JSON.stringify([{ id: 'id', data, ...envelope }]), {}, options)
      for (const event of events) expect(event).toMatchObject({ source, hubName: 'chat' })
      handled += events.length
    }),
    { numRuns: 3000 },
  )
  expect(handled).toBeGreaterThan(0)
})

it.each([
  ['text', (body: string) => `\ufeff${body}`],
  ['bytes', (body: string) => Buffer.from(`\ufeff${body}`)],
])('a byte order mark in front of %s is no part of it', async (_, toBody) => {
  const body = toBody(eventGrid.connected(details).body ?? '')
  expect(await send(body)).toMatchObject({ status: 200, events: [expected] })
})

it('header values of binary mode may be quoted', async () => {
  const { headers, body } = toBinary(cloudEvents.connectedEvent(details))
  const quoted = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name.startsWith('ce-') ? `"${value}"` : value]),
  )
  expect(await send(body, quoted)).toMatchObject({ status: 200, events: [expected] })
  const escaped = { ...headers, 'ce-id': '"a \\"b\\" \\\\ 50%25"' }
  expect((await send(body, escaped)).events).toMatchObject([{ id: 'a "b" \\ 50%' }])
})

describe('data in base64', () => {
  const { data, ...envelope } = cloudEvents.connectedEvent(details)
  const base64 = { data_base64: Buffer.from(JSON.stringify(data)).toString('base64') }
  it.each([
    ['with data that is null', { ...envelope, ...base64, data: null, datacontenttype: 'application/json' }],
    ['without a content type', { ...envelope, ...base64, datacontenttype: undefined }],
    ['with a content type that is null', { ...envelope, ...base64, datacontenttype: null }],
    ['with a wrong content type', { ...envelope, ...base64, datacontenttype: 'text/plain' }],
  ])('%s is understood', async (_, event) => {
    expect(await send(JSON.stringify(event))).toMatchObject({ status: 200, events: [expected] })
  })
})

it('a delivery that a form parser has parsed is answered 500, and retried', async () => {
  for (const request of [eventGrid.connected(), cloudEvents.connected()]) {
    const parsed = { [request.body ?? '']: '' }
    expect(await send(parsed)).toMatchObject({ status: 500, codes: ['BODY_CONSUMED'] })
  }
  expect(await send({ hello: 'world' })).toMatchObject({ status: 400, codes: ['NOT_A_DELIVERY'] })
})

it.each(['gzip', 'br', 'deflate', 'GZIP'])(
  'a body in %s that was not decompressed is retried',
  async (encoding) => {
    const body = gzipSync(eventGrid.connected().body ?? '')
    const sent = await send(body, { 'content-encoding': encoding })
    expect(sent).toMatchObject({ status: 415, codes: ['UNSUPPORTED_ENCODING'] })
    // A parser in front may have decompressed the body and kept the header.
    const parsed = JSON.parse(eventGrid.connected().body ?? '')
    expect(await send(parsed, { 'content-encoding': encoding })).toMatchObject({ status: 200 })
    expect(await send('{', { 'content-encoding': 'identity' })).toMatchObject({ status: 400 })
  },
)

describe('bytes in flight', () => {
  it('beyond maxBytesInFlight get 503, and a single delivery is always handled', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { webhook, codes } = listening({ connected: () => held }, { maxBytesInFlight: 10_000 })
    const sendSized = (size: number, connectionId: string) =>
      webhook.handle(
        toRequest({
          ...eventGrid.connected({ connectionId }),
          headers: { ...eventGrid.connected().headers, 'content-length': String(size) },
        }),
      )
    const first = sendSized(50_000, 'a')
    expect((await sendSized(10, 'b')).status).toBe(503)
    release()
    expect((await first).status).toBe(200)
    const some = [sendSized(4000, 'c'), sendSized(6000, 'd')]
    expect((await sendSized(1, 'e')).status).toBe(503)
    expect((await Promise.all(some)).map(({ status }) => status)).toEqual([200, 200])
    expect(codes()).toEqual(['OVERLOADED', 'OVERLOADED'])
  })

  it('count also without a declared size', async () => {
    const { webhook } = listening(
      { connected: () => new Promise(() => {}) },
      { maxBytesInFlight: 1000, deadline: 20 },
    )
    const client = createClient(webhook)
    const large = eventGrid.batch([eventGrid.connectedEvent({ userId: 'x'.repeat(2000) })])
    const statuses = await Promise.all([client.send(large), client.send(eventGrid.connected())])
    expect(statuses).toMatchObject([
      { body: '{"error":"DEADLINE_PASSED"}' },
      { body: '{"error":"OVERLOADED"}' },
    ])
  })
})

describe('without a path', () => {
  const options = { authorize: () => false }

  it('a refused key is answered 404, which is retried, and the report recommends `path` once', async () => {
    const { webhook, codes } = listening({}, options)
    const client = createClient(webhook)
    for (let i = 0; i < 3; i++)
      expect(await client.send(eventGrid.connected())).toMatchObject({
        status: 404,
        body: '{"error":"UNAUTHORIZED"}',
      })
    expect(codes().filter((code) => code === 'NO_PATH')).toHaveLength(1)
    expect(codes().filter((code) => code === 'UNAUTHORIZED')).toHaveLength(3)
  })

  it('so is a subscription or source that is not allowed', async () => {
    for (const list of [{ subscriptions: ['mine'] }, { sources: ['mine'] }]) {
      const { webhook } = listening({}, list)
      expect((await createClient(webhook).send(eventGrid.connected())).status).toBe(404)
    }
  })

  it('for a delivery without SignalR events, the report recommends `path` once', async () => {
    const { webhook, codes } = listening({})
    const blob = eventGrid.batch([
      { ...eventGrid.connectedEvent(), eventType: 'Microsoft.Storage.BlobCreated' },
    ])
    for (let i = 0; i < 3; i++) expect((await createClient(webhook).send(blob)).status).toBe(200)
    await createClient(webhook).send(eventGrid.connected())
    expect(codes()).toEqual(['NO_PATH'])
  })
})

it('a request of Event Grid for another path is reported once, with that path', () => {
  const { webhook, errors } = listening({}, { path: '/api/events' })
  const { headers } = eventGrid.connected()
  for (let i = 0; i < 3; i++) {
    const request = toRequest({ method: 'POST', headers, body: '' }, { url: '/events?key=secret' })
    expect(webhook.recognizes(request)).toBe(false)
  }
  webhook.recognizes(toRequest({ method: 'POST', headers: {}, body: '' }, { url: '/other' }))
  expect(errors).toMatchObject([{ code: 'WRONG_PATH', field: '/events' }])
})

it('handle answers any request, regardless of `path`', async () => {
  const webhook = createWebhook({}, { onError() {} })
  const { status } = await webhook.handle(toRequest(cloudEvents.handshake({ origin: 'evil.example' })))
  expect(status).toBe(403)
})
