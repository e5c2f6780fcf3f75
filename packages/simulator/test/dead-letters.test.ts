import { samples } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { forDeliveries, startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

const documented = samples.find(({ name }) => name === 'deadletter-eventgrid-docs')

/** The dead letters of an endpoint with this answer. */
async function discard(status: number, schema: 'eventgrid' | 'cloudevents' = 'eventgrid', maxEvents = 1) {
  const endpoint = await startEndpoint(forDeliveries(() => status))
  const { grid, clock } = await startGrid({
    endpoint: endpoint.url,
    schema,
    deadLetter: true,
    batch: { maxEvents },
    retry: { maxAttempts: 2 },
  })
  const published = grid.publish([
    { type: 'connected', userId: 'ada' },
    { type: 'disconnected', userId: 'ada' },
  ])
  await clock.advance('1h')
  return { grid, published, deadLetters: grid.deadLetters(), bodies: endpoint.deliveries() }
}

describe('dead letters', () => {
  it('in Event Grid schema are the event with the documented members', async () => {
    const { deadLetters, bodies } = await discard(404)
    const [event] = JSON.parse(bodies[0]?.body ?? '')
    expect(deadLetters).toHaveLength(2)
    expect(deadLetters[0]).toEqual({
      ...event,
      deadLetterReason: 'MaxDeliveryAttemptsExceeded',
      deliveryAttempts: 2,
      lastDeliveryOutcome: 'NotFound',
      publishTime: '2026-01-01T00:00:00.0000000Z',
      lastDeliveryAttemptTime: '2026-01-01T00:00:10.0000000Z',
    })
    expect(Object.keys(deadLetters[0] ?? {}).toSorted()).toEqual(
      Object.keys((documented ?? expect.fail('no sample')).body as object).toSorted(),
    )
  })

  it('as CloudEvents have the same members in lower case', async () => {
    const { deadLetters, bodies } = await discard(404, 'cloudevents')
    expect(deadLetters[0]).toEqual({
      ...JSON.parse(bodies[0]?.body ?? ''),
      deadletterreason: 'MaxDeliveryAttemptsExceeded',
      deliveryattempts: 2,
      lastdeliveryoutcome: 'NotFound',
      publishtime: '2026-01-01T00:00:00.0000000Z',
      lastdeliveryattempttime: '2026-01-01T00:00:10.0000000Z',
    })
  })

  it.each([
    [400, 'UndeliverableDueToHttpBadRequest', 'BadRequest'],
    [401, 'UndeliverableDueToHttpUnauthorized', 'Unauthorized'],
    [403, 'UndeliverableDueToHttpForbidden', 'Forbidden'],
    [413, 'UndeliverableDueToHttpPayloadTooLarge', 'PayloadTooLarge'],
  ])('have the reason why %i was final', async (status, deadLetterReason, lastDeliveryOutcome) => {
    const { deadLetters, grid } = await discard(status)
    expect(deadLetters).toMatchObject(
      Array(2).fill({ deadLetterReason, lastDeliveryOutcome, deliveryAttempts: 1 }),
    )
    expect(grid.subscriptions()).toMatchObject([{ deadLettered: 2, dropped: 0, pending: 0 }])
  })

  it('of a batch are one per event', async () => {
    const { deadLetters, published, bodies } = await discard(500, 'eventgrid', 10)
    expect(bodies).toHaveLength(2)
    expect(deadLetters.map((letter) => letter['id'])).toEqual(published.map(({ id }) => id))
  })

  it('can be read for one subscription', async () => {
    const { grid, deadLetters } = await discard(400)
    expect(grid.deadLetters('mine')).toEqual(deadLetters)
    expect(() => grid.deadLetters('other')).toThrow(TypeError)
  })
})
