import { createWebhook } from '@signalr-events/core'
import { createOnline, type Online } from '@signalr-events/example-express/online'
import { type Client, createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const { connected, disconnected } = eventGrid

function createClientOf(online: Online): Client {
  return createClient(createWebhook({ connected: online.add, disconnected: online.remove }))
}

function connectionIds(online: Online): string[] | undefined {
  return online.list().hubs['chat']?.map(({ connectionId }) => connectionId)
}

it('says the same after deliveries in any order and any number', async () => {
  const coming = ['a', 'b', 'c', 'd'].map((connectionId) => connected({ connectionId }))
  const going = ['a', 'b'].map((connectionId) => disconnected({ connectionId }))
  const requests = [...coming, ...going]
  const deliveries = fc
    .tuple(fc.shuffledSubarray(requests), fc.shuffledSubarray(requests, { minLength: requests.length }))
    .map(([some, all]) => [...some, ...all])

  await fc.assert(
    fc.asyncProperty(deliveries, async (delivered) => {
      const online = createOnline()
      const client = createClientOf(online)
      for (const request of delivered) await client.send(request)
      expect(connectionIds(online)?.toSorted()).toEqual(['c', 'd'])
    }),
  )
})

it('remembers the latest disconnects only', async () => {
  const online = createOnline(2)
  const client = createClientOf(online)
  const all = ['a', 'b', 'c', 'd', 'e']
  for (const connectionId of all) await client.send(disconnected({ connectionId }))
  for (const connectionId of all) await client.send(connected({ connectionId }))
  expect(connectionIds(online)).toEqual(['a', 'b'])
})

it('takes any hub name', async () => {
  const online = createOnline()
  await createClientOf(online).send(connected({ hubName: '__proto__' }))
  expect(Object.keys(online.list().hubs)).toEqual(['__proto__'])
})
