import { createConsumer, serviceBusHandlers, WebhookError } from '@signalr-events/queue'
import { eventGrid } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'

/** A receiver that records how messages are settled. */
function createReceiver() {
  const settled: unknown[] = []
  return {
    settled,
    completeMessage: async () => void settled.push('completed'),
    abandonMessage: async () => void settled.push('abandoned'),
    deadLetterMessage: async (_: unknown, options: { deadLetterReason: string }) =>
      void settled.push(options.deadLetterReason),
  }
}

const good = { body: eventGrid.connectedEvent({ userId: 'ada' }) }
const bad = { body: { hello: 'world' } }
const silent = { onError() {} }
const fails = createConsumer({ connected: () => Promise.reject(new Error('no database')) }, silent)
const works = createConsumer({ connected() {} }, silent)

describe('with the receiver', () => {
  it.each([
    ['handled', works, good, 'completed'],
    ['failed', fails, good, 'abandoned'],
    ['no event', works, bad, 'NOT_A_DELIVERY'],
  ] as const)('%s', async (_, consumer, message, outcome) => {
    const receiver = createReceiver()
    await serviceBusHandlers(consumer, { receiver }).processMessage(structuredClone(message))
    expect(receiver.settled).toEqual([outcome])
  })
})

it('what says nothing about a message waits for the end of its lock, or it would be dead-lettered at once', async () => {
  const receiver = createReceiver()
  const failing = () => {
    throw new WebhookError('STORE_FAILED')
  }
  const consumer = createConsumer({}, { ...silent, use: [failing] })
  await serviceBusHandlers(consumer, { receiver }).processMessage(structuredClone(good))
  expect(receiver.settled).toEqual([])
})

it('without it, a message that is not handled makes the handler reject, so that Service Bus abandons it', async () => {
  await serviceBusHandlers(works).processMessage(structuredClone(good))
  await expect(serviceBusHandlers(fails).processMessage(structuredClone(good))).rejects.toMatchObject({
    code: 'HANDLER_FAILED',
  })
  await expect(serviceBusHandlers(works).processMessage(bad)).rejects.toMatchObject({
    code: 'NOT_A_DELIVERY',
  })
})

it('the properties of Event Grid reach the delivery, their names in any case', async () => {
  const seen: unknown[] = []
  const consumer = createConsumer({
    connected: (_, { delivery }) => void seen.push(delivery.subscription, delivery.attempt),
  })
  const applicationProperties = { 'Aeg-Subscription-Name': 'ONLINE', 'aeg-delivery-count': 2 }
  await serviceBusHandlers(consumer).processMessage({ ...structuredClone(good), applicationProperties })
  expect(seen).toEqual(['ONLINE', 2])
})

it('errors of the connection go to onError', async () => {
  const errors: unknown[] = []
  const error = new Error('connection lost')
  await serviceBusHandlers(works, { onError: (each) => void errors.push(each) }).processError({ error })
  expect(errors).toEqual([error])
})
