import { startSignalRService } from '@signalr-events/emulator'
import { type Handlers, signalrEvents } from '@signalr-events/express'
import { createServiceClient } from '@signalr-events/management'
import { type EventGridOptions, manualClock, startEventGrid } from '@signalr-events/simulator'
import express, { type Request } from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../../test/support/servers.js'
import { createClient } from './support/clients.js'
import { createRaw, handshake, separator } from './support/raw.js'
import { start } from './support/service.js'

// The whole path: app → connection string → negotiate → service → client → Event Grid → webhook.

/** An app with a webhook and a negotiate endpoint, and the service that it uses. */
async function startLoop(handlers: Handlers<Request>, options: Partial<EventGridOptions> = {}) {
  const app = express()
  app.use(signalrEvents(handlers, { path: '/events', onError() {} }))
  const url = await startServer(app)
  const clock = manualClock()
  const subscriptions = [{ endpoint: `${url}/events` }]
  const eventGrid = await startEventGrid({ clock, subscriptions, ...options })
  const service = await startSignalRService({ eventGrid })
  onTestFinished(() => eventGrid.stop())
  onTestFinished(() => service.stop())
  const chat = createServiceClient(service.connectionString).hub('Chat')
  app.post('/chat/negotiate', async (request, response) => {
    response.json(await chat.negotiate({ userId: String(request.query['user']) }))
  })
  const connect = async (user: string) => {
    const client = createClient({ url: `${url}/chat?user=${user}`, accessToken: '' })
    await client.start()
    return client
  }
  return { clock, eventGrid, service, connect }
}

it('events of a real client reach the handlers of an Express app', async () => {
  const seen: string[] = []
  const { clock, connect } = await startLoop({
    connected: ({ hubName, userId }) => void seen.push(`+ ${hubName} ${userId}`),
    disconnected: ({ hubName, userId }) => void seen.push(`- ${hubName} ${userId}`),
  })
  const client = await connect('ada')
  await clock.whenIdle()
  expect(seen).toEqual(['+ chat ada'])
  await client.stop()
  await expect.poll(() => seen).toEqual(['+ chat ada', '- chat ada'])
})

it('a day of retries passes while the client stays connected', async () => {
  let failures = 2
  const { clock, eventGrid, service, connect } = await startLoop({
    connected() {
      if (failures-- > 0) throw new Error('not now')
    },
  })
  const began = clock.now()
  const client = await connect('ada')
  await clock.whenIdle()
  await clock.advance('24h')
  const attempts = eventGrid.attempts().map(({ at, answer }) => [(at - began) / 1000, answer?.status])
  expect(attempts).toEqual([
    [0, 500],
    [10, 500],
    [40, 200],
  ])
  expect(service.connections()).toHaveLength(1)
  expect(client.state).toBe('Connected')
})

it('faults of the Event Grid happen to events of real clients', async () => {
  let connected = 0
  const { clock, eventGrid, connect } = await startLoop(
    { connected: () => void connected++ },
    { faults: { duplicates: 1 } },
  )
  await connect('ada')
  await clock.advance('1h')
  expect(eventGrid.faults().map(({ kind }) => kind)).toContain('duplicate')
  expect(connected).toBe(2)
})

it.each(['publish', 'onConnection'] as const)(
  'a client that is closed by %s gets its handshake first',
  async (name) => {
    const refuse = () => void service.close({}, 'no entry')
    const { service } = await start({
      ...(name === 'publish' && { eventGrid: { publish: ({ type }) => type === 'connected' && refuse() } }),
      ...(name === 'onConnection' && { onConnection: ({ type }) => type === 'open' && refuse() }),
    })
    const socket = await createRaw(await service.negotiate({ hub: 'chat' })).open()
    socket.webSocket.send(handshake('json'))
    await socket.closed
    const close = '{"type":7,"error":"no entry","allowReconnect":true}'
    expect(socket.text()).toBe(`{}${separator}${close}${separator}`)
  },
)

it('an event grid that fails ends no connection and is a warning', async () => {
  const failures = [
    () => {
      throw new Error('full')
    },
    async () => {
      throw new Error('full')
    },
  ]
  for (const publish of failures) {
    const { warnings, connect } = await start({ eventGrid: { publish } })
    const client = await connect('ada')
    expect(client.state).toBe('Connected')
    await expect.poll(() => warnings).toMatchObject([{ code: 'publish-failed' }])
  }
})

const failures: readonly (readonly [string, () => unknown])[] = [
  [
    'throw',
    () => {
      throw new Error('callback')
    },
  ],
  ['reject', () => Promise.reject(new Error('callback'))],
]

it.each(failures)('callbacks are called for every connection, and may %s', async (_, fail) => {
  const changes: string[] = []
  const errors: unknown[] = []
  const { error } = console
  console.error = (thrown) => errors.push(thrown)
  onTestFinished(() => {
    console.error = error
  })
  const { connect } = await start({
    onConnection(change) {
      changes.push(change.type === 'gone' ? `gone ${change.reason}` : `open ${change.connection.userId}`)
      return fail()
    },
  })
  const client = await connect('ada')
  await client.stop()
  await expect.poll(() => changes).toEqual(['open ada', 'gone client-close'])
  await expect.poll(() => errors).toHaveLength(2)
})
