import { createConsumer, serviceBusHandlers, WebhookError } from '@signalr-events/queue'
import { eventGrid } from '@signalr-events/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

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
    ['no event', works, bad, 'NOT_A_DELIVERY'],
  ] as const)('%s', async (_, consumer, message, outcome) => {
    const receiver = createReceiver()
    await serviceBusHandlers(consumer, { receiver }).processMessage(structuredClone(message))
    expect(receiver.settled).toEqual([outcome])
  })
})

// Service Bus delivers an abandoned message at once, and dead-letters it after ten deliveries.
describe('a message whose handler failed', () => {
  it.each([
    [undefined, 1000],
    [0, 1000],
    [1, 2000],
    [3, 8000],
    [4, 10_000],
    [2000, 10_000],
  ])('after %o earlier deliveries is held for %i ms, and then abandoned', async (deliveryCount, ms) => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const receiver = createReceiver()
    const message = { ...structuredClone(good), ...(deliveryCount !== undefined && { deliveryCount }) }
    const processed = serviceBusHandlers(fails, { receiver }).processMessage(message)
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(receiver.settled).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await processed
    expect(receiver.settled).toEqual(['abandoned'])
  })

  it('is held without the receiver, too', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const codes: string[] = []
    const processed = serviceBusHandlers(fails).processMessage(structuredClone(good))
    processed.catch(({ code }: WebhookError) => codes.push(code))
    await vi.advanceTimersByTimeAsync(999)
    expect(codes).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(codes).toEqual(['HANDLER_FAILED'])
  })
})

it('a subscription that is not on the list is dead-lettered, one that is unknown is not', async () => {
  const consumer = createConsumer({}, { ...silent, subscriptions: ['online'] })
  const settle = (name?: string) => consumer(structuredClone(good.body), {}, () => name)
  expect(await settle('other')).toEqual({ settle: 'dead-letter', code: 'NOT_ALLOWED' })
  expect(await settle()).toEqual({ settle: 'abandon', code: 'NOT_ALLOWED' })
  expect(await settle('ONLINE')).toEqual({ settle: 'complete' })
})

describe('a message that was not handled for a reason that has nothing to do with it', () => {
  const failing = () => {
    throw new WebhookError('STORE_FAILED')
  }
  const consumer = createConsumer({}, { ...silent, use: [failing] })

  // Abandoned at once, it would be dead-lettered within milliseconds. Not settled at all, it would be lost: the client
  // completes what is not settled, unless `autoCompleteMessages` is false.
  it('is held for a minute, and then abandoned', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const receiver = createReceiver()
    const processed = serviceBusHandlers(consumer, { receiver }).processMessage(structuredClone(good))
    await vi.advanceTimersByTimeAsync(59_999)
    expect(receiver.settled).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await processed
    expect(receiver.settled).toEqual(['abandoned'])
  })

  it('is held without the receiver, too', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let code: unknown
    const processed = serviceBusHandlers(consumer).processMessage(structuredClone(good))
    processed.catch((error: WebhookError) => {
      code = error.code
    })
    await vi.advanceTimersByTimeAsync(59_999)
    expect(code).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(code).toBe('STORE_FAILED')
  })
})

it('without it, a message that is not handled makes the handler reject, so that Service Bus abandons it', async () => {
  await serviceBusHandlers(works).processMessage(structuredClone(good))
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

it.each([
  [{ reciever: createReceiver() }, "there is no option 'reciever'"],
  [{ receiver: {} }, "'receiver' must be a receiver"],
  [{ onError: 'log' }, "'onError' must be a function"],
  [null, 'options must be an object'],
])('refuses %j', (options, message) => {
  expect(() => serviceBusHandlers(works, options as never)).toThrow(`serviceBusHandlers: ${message}`)
})

it('keeps options that are not set', async () => {
  const handlers = serviceBusHandlers(works, { receiver: undefined, onError: undefined })
  await handlers.processMessage(structuredClone(good))
})
