import { startSignalRService } from '@signalr-events/emulator'
import { createServiceClient } from '@signalr-events/management'
import { createWebhook, signalrEvents } from '@signalr-events/node'
import { createPresence } from '@signalr-events/presence'
import { startEventGrid } from '@signalr-events/simulator'
import { expect, it, onTestFinished } from 'vitest'
import { createClient } from '../packages/emulator/test/support/clients.js'
import { startServer } from './support/servers.js'

// Some real clients of the local service disconnect without an event. Reconciliation finds exactly those.

const source = '/subscriptions/0/resourceGroups/local/providers/Microsoft.SignalRService/SignalR/localhost'

it('finds connections whose disconnected event was lost', {
  timeout: 60_000,
}, async () => {
  const url = await startServer((req, res) => {
    if (!events(req, res)) res.writeHead(404).end()
  })
  const service = await startSignalRService({ eventGrid: { publish: (event) => grid.publish(event) } })
  onTestFinished(() => service.stop())
  const presence = createPresence({
    service: createServiceClient(service.connectionString),
    grace: 0,
    reconcile: { olderThan: 50, between: 50, perSecond: 1_000 },
  })
  onTestFinished(() => presence.close())
  const events = signalrEvents(createWebhook({}, { path: '/events', use: [presence.middleware] }))
  const grid = await startEventGrid({ source, subscriptions: [{ endpoint: `${url}/events` }] })
  onTestFinished(() => grid.stop())

  for (let i = 0; i < 12; i++) {
    await createClient(await service.negotiate({ hub: 'chat', userId: `user-${i}` })).start()
  }
  await expect.poll(async () => (await presence.count('chat')).connections).toBe(12)
  for (const i of [2, 5, 7]) service.drop({ userId: `user-${i}` }, { event: false })
  await expect.poll(() => service.connections().length).toBe(9)
  expect((await presence.count('chat')).connections).toBe(12)

  await expect
    .poll(async () => {
      await presence.reconcile('chat')
      return (await presence.count('chat')).connections
    })
    .toBe(9)
  const found: string[] = []
  for await (const { connectionId } of presence.connections('chat')) found.push(connectionId)
  expect(found.sort()).toEqual(
    service
      .connections()
      .map(({ connectionId }) => connectionId)
      .sort(),
  )
})
