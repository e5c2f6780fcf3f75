import { metrics } from '@opentelemetry/api'
import { type FailureCode, type Handlers, type Middleware, sharedKey } from '@signalr-events/core'
import { type Failure, failures } from '@signalr-events/core/failures'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { countDuplicate, countPass, createWebhook } from '@signalr-events/otel'
import { createPresence } from '@signalr-events/presence'
import { cloudEvents, createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { adapters } from '../../../test/support/adapters.js'
import { post, type Sdk, startSdk } from './support/sdk.js'

let sdk: Sdk
afterEach(() => sdk?.stop())

const gauges = [
  'signalr_events.delivery.in_flight',
  'signalr_events.event.waiting',
  'signalr_events.event.running',
  'signalr_events.lease.waiting',
]
const readGauges = async () => {
  const values: unknown[] = []
  for (const name of gauges) values.push(...(await sdk.points(name)).map(({ value }) => value))
  return values
}
const sum = async (name: string) =>
  (await sdk.points(name)).reduce((total, { value }) => total + Number(value), 0)

describe.each(Object.entries(adapters))('%s', (_, start) => {
  it('counts deliveries and events, and measures lag, queue time and handlers', async () => {
    sdk = startSdk()
    const webhook = createWebhook({ connected: async () => {} }, {}, sdk.providers)
    const server = await start(webhook)
    try {
      await post(server.url, cloudEvents.handshake())
      await post(server.url, eventGrid.handshake())
      await post(server.url, eventGrid.batch([eventGrid.connectedEvent()], { attempt: 1 }))
      await post(
        server.url,
        cloudEvents.batch(
          [1, 2].map((i) => cloudEvents.connectedEvent({ id: `${i}`, connectionId: `${i}` })),
        ),
      )
    } finally {
      await server.close()
    }
    const deliveries = (await sdk.points('signalr_events.deliveries')).map(({ value, attributes }) => [
      value,
      attributes['signalr_events.outcome'],
      attributes['signalr_events.redelivered'],
    ])
    expect(deliveries).toEqual([
      [1, 'accepted', false],
      [2, 'handshake', false],
      [1, 'accepted', true],
    ])
    expect(await sdk.points('signalr_events.events')).toEqual([
      {
        value: 3,
        attributes: { 'signalr_events.event.type': 'connected', 'signalr_events.outcome': 'handled' },
      },
    ])
    for (const name of [
      'messaging.process.duration',
      'signalr_events.event.queue_time',
      'signalr_events.event.lag',
    ])
      expect([name, await sum(name)]).toEqual([name, 3])
    expect(await sum('signalr_events.delivery.duration')).toBe(4)
  })
})

it('counts duplicates, skipped and handled events apart', async () => {
  sdk = startSdk()
  const skip: Middleware = (event, _, next) => (event.id === 'skip' ? undefined : next())
  const use = [dedupe({ store: memoryStore(), onDuplicate: countDuplicate }), skip]
  const { send } = createClient(createWebhook({ connected() {} }, { use }, sdk.providers))
  await send(eventGrid.connected({ id: 'twice', connectionId: 'a' }))
  await send(eventGrid.connected({ id: 'twice', connectionId: 'a' }))
  await send(eventGrid.connected({ id: 'skip' }))
  // An event without a handler is finished.
  await send(eventGrid.disconnected())
  const outcomes = (await sdk.points('signalr_events.events')).map(({ value, attributes }) => [
    attributes['signalr_events.event.type'],
    attributes['signalr_events.outcome'],
    value,
  ])
  expect(outcomes).toEqual([
    ['connected', 'handled', 1],
    ['connected', 'duplicate', 1],
    ['connected', 'skipped', 1],
    ['disconnected', 'handled', 1],
  ])
})

it('gauges show what is in flight in all webhooks, and return to zero after a burst', async () => {
  sdk = startSdk()
  const store = memoryStore()
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const create = () =>
    createWebhook(
      { connected: () => opened, disconnected: () => {} },
      { concurrency: 4, deadline: 0, use: [dedupe({ store })] },
      sdk.providers,
    )
  const webhooks = [create(), create()]
  const servers = await Promise.all(webhooks.map((webhook) => adapters['node']?.(webhook)))
  const [first = '', second = ''] = servers.map((server) => server?.url)
  expect(await readGauges()).toEqual([0, 0, 0, 0])
  try {
    const events = Array.from({ length: 20 }, (_, i) =>
      eventGrid.connectedEvent({ id: `e${i}`, connectionId: `c${i}` }),
    )
    const sent = [post(first, eventGrid.batch(events))]
    await expect.poll(readGauges).toEqual([1, 16, 4, 0])
    // The other instance waits for the claims of the first.
    sent.push(post(second, eventGrid.batch(events)))
    await expect.poll(readGauges).toEqual([2, 16, 4, 20])
    for (let i = 0; i < 40; i++)
      sent.push(
        post(i % 2 ? first : second, eventGrid.disconnected({ id: `d${i}`, connectionId: `c${i % 20}` })),
      )
    await expect.poll(async () => (await readGauges())[0]).toBe(42)
    open()
    expect(new Set(await Promise.all(sent))).toEqual(new Set([200]))
    expect(await readGauges()).toEqual([0, 0, 0, 0])
  } finally {
    open()
    await Promise.all(servers.map((server) => server?.close()))
  }
  await Promise.all(webhooks.map((webhook) => webhook.close()))
  expect(await readGauges()).toEqual([0, 0, 0, 0])
})

it('exports users and connections of each hub, once for webhooks that share presence', async () => {
  sdk = startSdk()
  const presence = createPresence()
  const create = () => createWebhook({}, { use: [presence.middleware] }, { ...sdk.providers, presence })
  const [{ send }] = [create(), create()].map((webhook) => createClient(webhook)) as [
    ReturnType<typeof createClient>,
  ]
  const connect = (hubName: string, userId: string | undefined, connectionId: string) =>
    send(eventGrid.connected({ hubName, userId, connectionId, id: connectionId } as never))
  await connect('chat', 'ada', 'a1')
  await connect('chat', 'ada', 'a2')
  await connect('game', 'bob', 'b1')
  const read = async (name: string) =>
    (await sdk.points(`signalr_events.presence.${name}`)).map(({ value, attributes }) => [
      attributes['signalr.hub'],
      value,
    ])
  expect(await read('users')).toEqual([
    ['chat', 1],
    ['game', 1],
  ])
  expect(await read('connections')).toEqual([
    ['chat', 2],
    ['game', 1],
  ])
  expect(await read('transitions')).toEqual([
    ['chat', 0],
    ['game', 0],
  ])
  await presence.close()
  // Presence that does not answer affects no other metric.
  expect(await sum('signalr_events.deliveries')).toBe(3)
})

it('counts what a reconciliation found', async () => {
  sdk = startSdk()
  metrics.setGlobalMeterProvider(sdk.providers.meterProvider)
  try {
    const passes: { readonly found: number }[] = []
    const presence = createPresence({
      service: {
        endpoint: 'https://my-signalr.service.signalr.net',
        hub: () => ({ connectionExists: async (id) => id === 'here' }),
      },
      reconcile: {
        ...{ olderThan: 1, between: 1 },
        onPass(result) {
          passes.push(result)
          countPass(result)
        },
      },
    })
    const { send } = createClient(createWebhook({}, { use: [presence.middleware] }, sdk.providers))
    const source = '/subscriptions/s/providers/Microsoft.SignalRService/SignalR/my-signalr'
    for (const connectionId of ['here', 'gone'])
      await send(eventGrid.connected({ connectionId, source, hubName: 'chat' }))
    const reconcile = async () => {
      await presence.reconcile()
      const points = await sdk.points('signalr_events.presence.reconciled')
      return points.find(({ attributes }) => attributes['signalr_events.result'] === 'ended')
    }
    await expect.poll(reconcile).toMatchObject({ value: 1, attributes: { 'signalr.hub': 'chat' } })
    expect(passes.length).toBeGreaterThan(1)
    await presence.close()
  } finally {
    metrics.disable()
  }
})

it('counts the reconciliation of a hundred hubs, and no more', async () => {
  sdk = startSdk()
  metrics.setGlobalMeterProvider(sdk.providers.meterProvider)
  try {
    for (let i = 0; i < 150; i++) countPass({ hub: `hub-${i}`, found: 1, missing: 0, ended: 0, failed: 0 })
    const points = await sdk.points('signalr_events.presence.reconciled')
    expect(new Set(points.map(({ attributes }) => attributes['signalr.hub'])).size).toBe(100)
  } finally {
    metrics.disable()
  }
})

// Prometheus sees no increase in a series that begins with 1, and none in one that is missing.
describe('before the first request', () => {
  const isLost = ({ status }: Failure) => [400, 401, 403, 413].includes(status ?? 0)
  const codes = Object.keys(failures) as FailureCode[]

  it('each loss is counted at zero, and what is accepted', async () => {
    sdk = startSdk()
    createWebhook({}, {}, sdk.providers)
    const lost = codes.filter((code) => isLost(failures[code]))
    const expected = lost.flatMap((code) =>
      [false, true].map((redelivered) => ({
        ...{ 'signalr_events.outcome': 'lost', 'error.type': code },
        'http.response.status_code': failures[code].status,
        'signalr_events.redelivered': redelivered,
      })),
    )
    const accepted = {
      ...{ 'signalr_events.outcome': 'accepted', 'http.response.status_code': 200 },
      'signalr_events.redelivered': false,
    }
    const zeros = await sdk.zeros('signalr_events.deliveries')
    expect(zeros).toHaveLength(expected.length + 1)
    expect(zeros).toEqual(expect.arrayContaining([accepted, ...expected]))
    expect(await sdk.points('signalr_events.deliveries')).toEqual([])
  })

  it('each failure is counted at zero', async () => {
    sdk = startSdk()
    createWebhook({}, {}, sdk.providers)
    const zeros = await sdk.zeros('signalr_events.failures')
    expect(zeros.map((attributes) => attributes['error.type']).sort()).toEqual(codes.toSorted())
  })

  it('a failure continues the series that is at zero', async () => {
    sdk = startSdk()
    const connected = () => Promise.reject(new Error('boom'))
    const options = { path: '/', authorize: sharedKey('key'), onError() {} }
    const { send } = createClient(createWebhook({ connected }, options, sdk.providers))
    const names = ['deliveries', 'events', 'failures'].map((name) => `signalr_events.${name}`)
    const before: number[] = []
    for (const name of names) before.push((await sdk.zeros(name)).length)
    await send({ ...eventGrid.connected(), url: '/?key=key' })
    await send({ ...eventGrid.connected(), url: '/?key=guess' })
    const after: number[] = []
    for (const name of names) after.push((await sdk.zeros(name)).length)
    expect(before.map((count, i) => count - (after[i] ?? 0))).toEqual([1, 1, 2])
  })
})

it.each(['getMeter', 'createCounter', 'add'])('an SDK that throws in %s costs no event', async (method) => {
  sdk = startSdk()
  const fail = () => {
    throw new Error('exporter')
  }
  const meter = sdk.providers.meterProvider.getMeter('test')
  const createCounter = method === 'createCounter' ? fail : () => ({ add: fail })
  const broken = Object.assign(Object.create(meter), { createCounter })
  const meterProvider = { getMeter: method === 'getMeter' ? fail : () => broken }
  const handled: string[] = []
  const webhook = createWebhook({ connected: ({ id }) => void handled.push(id) }, {}, { meterProvider })
  expect(await createClient(webhook).send(eventGrid.connected({ id: 'one' }))).toMatchObject({ status: 200 })
  expect(handled).toEqual(['one'])
  await webhook.close()
})

it('finds an SDK that is registered after the webhook was created', async () => {
  const { send } = createClient(createWebhook({}))
  await send(eventGrid.connected())
  sdk = startSdk()
  metrics.setGlobalMeterProvider(sdk.providers.meterProvider)
  try {
    await send(eventGrid.connected())
    expect(await sum('signalr_events.deliveries')).toBe(1)
    expect(await readGauges()).toEqual([0, 0, 0, 0])
  } finally {
    metrics.disable()
  }
})

it('leaves answers and hooks as they are, with and without an SDK', async () => {
  sdk = startSdk()
  for (const telemetry of [{}, sdk.providers]) {
    const codes: string[] = []
    const options = {
      authorize: sharedKey('key'),
      path: '/',
      onError: ({ code }: { code: string }) => codes.push(code),
    }
    const webhook = createWebhook({ connected: () => Promise.reject(new Error('boom')) }, options, telemetry)
    const { send } = createClient(webhook)
    expect(await send({ ...eventGrid.connected(), url: '/?key=key' })).toMatchObject({ status: 500 })
    expect(await send({ ...eventGrid.connected(), url: '/?key=guess' })).toMatchObject({ status: 401 })
    expect(codes).toEqual(['HANDLER_FAILED', 'UNAUTHORIZED'])
    expect([webhook.closing, webhook.stats.deliveries]).toEqual([false, 0])
    await webhook.close()
    expect(webhook.closing).toBe(true)
  }
})

it.each([
  [{ conected() {} }, {}, {}, 'conected'],
  [{}, { use: 'dedupe' }, {}, "'use'"],
  [{}, { onEror() {} }, {}, 'onEror'],
  [{}, {}, { presense: {} }, 'presense'],
  [{}, {}, { presence: {} }, "'presence'"],
  [{}, {}, { meterProvider: 1 }, "'meterProvider'"],
])('rejects %j, %j, %j', (handlers, options, telemetry, message) => {
  expect(() => createWebhook(handlers as Handlers, options as never, telemetry as never)).toThrow(TypeError)
  expect(() => createWebhook(handlers as Handlers, options as never, telemetry as never)).toThrow(message)
})
