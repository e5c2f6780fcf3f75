import { type ConnectionEvent, createWebhook } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const few = fc.constantFrom('a', 'b', '["a"', '')
const details = fc.record({
  id: fc.constantFrom('a', 'b', 'a,b'),
  source: few.map((name) => `/${name}`),
  connectionId: fc.constantFrom('a', 'b'),
})
const event = fc
  .tuple(fc.constantFrom('connectedEvent' as const, 'disconnectedEvent' as const), details)
  .map(([make, of]) => eventGrid[make](of))

it('of a delivery each event is handled once, by source, type, id and connection, the first of its kind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
      const handled: ConnectionEvent[] = []
      const keep = (event: ConnectionEvent) => handled.push(event)
      await createClient(createWebhook({ connected: keep, disconnected: keep })).send(eventGrid.batch(events))
      const first = new Map(
        [...events].reverse().map((e) => [`${e.topic} ${e.eventType} ${e.id} ${e.data.connectionId}`, e]),
      )
      const expected = events.filter((e) => [...first.values()].includes(e))
      // On a slow machine, only events of one connection keep their order.
      for (const id of ['a', 'b'])
        expect(handled.filter(({ connectionId }) => connectionId === id).map(({ raw }) => raw)).toEqual(
          expected.filter(({ data }) => data.connectionId === id),
        )
    }),
    { numRuns: 500 },
  )
})
