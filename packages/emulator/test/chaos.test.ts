import { startSignalRService } from '@signalr-events/emulator'
import { signalrEvents } from '@signalr-events/express'
import { createPresence } from '@signalr-events/presence'
import { allFaults, type EventToPublish, manualClock, startEventGrid } from '@signalr-events/simulator'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../../test/support/servers.js'
import { createRandom, pick } from '../../simulator/src/random.js'
import { combinations, createClient } from './support/clients.js'

// Real clients connect, disconnect and reconnect, while Event Grid duplicates, delays and reorders their events. In the
// end the list of connections is that of the service.

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 2 ** 31)
const steps = 1000
const clientsAtOnce = 25

type Client = ReturnType<typeof createClient>

async function startLoop() {
  const presence = createPresence()
  const app = express().use(signalrEvents({}, { use: [presence.middleware], onError() {} }))
  const endpoint = `${await startServer(app)}/events`
  const clock = manualClock({ start: new Date().toISOString() })
  // A lost disconnected event would leave its connection in the list, as with Azure.
  const faults = { ...allFaults, lostDisconnects: 0 }
  const eventGrid = await startEventGrid({ clock, faults, seed, subscriptions: [{ endpoint }] })
  const published: EventToPublish[] = []
  const publish = (event: EventToPublish) => {
    published.push(event)
    eventGrid.publish(event)
  }
  const service = await startSignalRService({ eventGrid: { publish } })
  onTestFinished(() => eventGrid.stop())
  onTestFinished(() => service.stop())
  return { presence, clock, service, published }
}

it(`${steps} connects, cuts and reconnects end with the right list, seed ${seed}`, {
  timeout: 300_000,
}, async () => {
  const { presence, clock, service, published } = await startLoop()
  const random = createRandom(seed)
  const clients = new Set<Client>()

  async function connect(): Promise<void> {
    const [transport, protocol] = pick(random, combinations)
    const userId = `user-${Math.floor(random() * 20)}`
    const negotiated = await service.negotiate({ hub: 'chat', userId })
    const client = createClient(negotiated, {
      ...{ version: pick(random, [10, 8, 6] as const), transport, protocol, reconnect: [0, 5, 20, 100, 500] },
    })
    clients.add(client)
    client.onclose(() => clients.delete(client))
    await client.start()
  }

  for (let step = 0; step < steps; step++) {
    const [first] = service.connections()
    const action = random()
    if (clients.size < clientsAtOnce && action < 0.5) await connect()
    else if (action < 0.7) await [...clients][Math.floor(random() * clients.size)]?.stop()
    else if (first !== undefined) cut(pick(random, service.connections()).connectionId)
    if (step % 50 === 49) await clock.advance('10s')
  }

  function cut(id: string): void {
    if (random() < 0.7) service.drop(id)
    else service.close(id, 'go')
  }

  await expect.poll(() => [...clients].every(({ state }) => state === 'Connected')).toBe(true)
  await expect.poll(() => service.connections()).toHaveLength(clients.size)
  await clock.advance('1h')

  const ids = service.connections().map(({ connectionId }) => connectionId)
  expect(ids.length).toBeGreaterThan(0)
  const online: string[] = []
  for await (const { connectionId } of presence.connections('chat')) online.push(connectionId)
  expect(online.sort()).toEqual(ids.sort())
  expectPairs(published, ids)
})

/** Each connection has one connected event, and one disconnected event if it is gone, in this order. */
function expectPairs(published: readonly EventToPublish[], online: readonly string[]): void {
  const byId = new Map<string, string[]>()
  for (const { connectionId = '', type } of published)
    byId.set(connectionId, [...(byId.get(connectionId) ?? []), type])
  for (const [id, types] of byId)
    expect(types).toEqual(online.includes(id) ? ['connected'] : ['connected', 'disconnected'])
}
