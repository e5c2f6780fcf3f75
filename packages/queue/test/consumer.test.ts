import { createConsumer, createWebhook, sharedKey, WebhookError } from '@signalr-events/queue'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const silent = { onError() {} }

describe.each([
  ['eventgrid', eventGrid.connectedEvent({ userId: 'ada' })],
  ['cloudevents', cloudEvents.connectedEvent({ userId: 'ada' })],
] as const)('%s', (schema, event) => {
  it.each([
    ['an object', structuredClone(event)],
    ['text', JSON.stringify(event)],
    ['bytes', new TextEncoder().encode(JSON.stringify(event))],
    ['a list', [structuredClone(event)]],
  ])('%s is handled, and completed', async (_, body) => {
    const seen: unknown[] = []
    const consumer = createConsumer<string>({
      connected: ({ userId }, { native, delivery }) => void seen.push(userId, native, delivery.schema),
    })
    expect(await consumer(body, 'message')).toEqual({ settle: 'complete' })
    expect(seen).toEqual(['ada', 'message', schema])
  })

  it('a handler that fails leaves the message to the next attempt', async () => {
    const consumer = createConsumer({ connected: () => Promise.reject(new Error('no database')) }, silent)
    expect(await consumer(event, undefined)).toEqual({ settle: 'abandon', code: 'HANDLER_FAILED' })
  })
})

it.each([
  ['nothing', undefined, 'NOT_JSON'],
  ['truncated JSON', '{"a":', 'NOT_JSON'],
  ['another object', { hello: 'world' }, 'NOT_A_DELIVERY'],
  ['data alone', eventGrid.connectedEvent().data, 'NOT_A_DELIVERY'],
  ['an event without data', { ...eventGrid.connectedEvent(), data: null }, 'INVALID_EVENT'],
])('%s goes to the dead-letter queue', async (_, body, code) => {
  expect(await createConsumer({}, silent)(body, undefined)).toEqual({ settle: 'dead-letter', code })
})

it('transient failures abandon the message: a closing webhook, and a store that does not answer', async () => {
  const webhook = createWebhook({}, silent)
  await webhook.close()
  const event = eventGrid.connectedEvent()
  expect(await createConsumer(webhook)(event, undefined)).toEqual({ settle: 'abandon', code: 'CLOSING' })
  const failing = () => {
    throw new WebhookError('STORE_FAILED')
  }
  const consumer = createConsumer({}, { ...silent, use: [failing] })
  expect(await consumer(event, undefined)).toEqual({ settle: 'abandon', code: 'STORE_FAILED' })
})

it('a webhook that wants a key, which no message has, loses none', async () => {
  const webhook = createWebhook({}, { ...silent, authorize: sharedKey('secret') })
  const { settle } = await createConsumer(webhook)(eventGrid.connectedEvent(), undefined)
  expect(settle).toBe('abandon')
})

it('nobody is asked for a path, which a queue does not have', async () => {
  const codes: string[] = []
  const options = { onError: ({ code }: WebhookError) => void codes.push(code), hubs: ['chat'] }
  const consumer = createConsumer({}, options)
  const event = { ...eventGrid.connectedEvent(), eventType: 'Microsoft.Storage.BlobCreated' }
  await consumer(event, undefined)
  expect(codes).not.toContain('NO_PATH')
})

it('headers of Event Grid reach the delivery', async () => {
  const seen: unknown[] = []
  const consumer = createConsumer({
    connected: (_, { delivery }) => void seen.push(delivery.subscription, delivery.attempt),
  })
  const headers: Record<string, string> = { 'aeg-subscription-name': 'ONLINE', 'aeg-delivery-count': '2' }
  await consumer(eventGrid.connectedEvent(), undefined, (name) => headers[name.toLowerCase()])
  expect(seen).toEqual(['ONLINE', 2])
})

it.each(['path', 'authorize', 'origins'])('rejects %s, an option for HTTP', (name) => {
  expect(() => createConsumer({}, { [name]: [] })).toThrow(`'${name}' is about HTTP`)
  // Not set, as an option from an environment may be.
  expect(createConsumer({}, { [name]: undefined })).toBeTypeOf('function')
})

it('refuses a webhook with options, and what are no handlers', () => {
  const webhook = createWebhook({})
  expect(() => createConsumer(webhook as never, {})).toThrow('a webhook has its options already')
  for (const wrong of [undefined, null, 'text'])
    expect(() => createConsumer(wrong as never)).toThrow('handlers must be an object')
})

/** Whether a body is a list of no events, which nobody has to handle. */
function isEmptyBatch(body: unknown): boolean {
  try {
    const isText = typeof body === 'string' || body instanceof Uint8Array
    const value: unknown = isText ? JSON.parse(Buffer.from(body).toString()) : body
    return Array.isArray(value) && value.length === 0
  } catch {
    return false
  }
}

it('never rejects, and completes only events, for any body', async () => {
  let handled = 0
  const consumer = createConsumer({ connected: () => handled++, disconnected: () => handled++ }, silent)
  const body = fc.oneof(fc.anything(), fc.json(), fc.string(), fc.uint8Array())
  await fc.assert(
    fc.asyncProperty(body, async (value) => {
      const { settle } = await consumer(value, undefined)
      if (settle === 'complete') expect(isEmptyBatch(value)).toBe(true)
    }),
    { numRuns: 1000, examples: [[Buffer.from('[]')], ['[ ]'], ['\u00A0[]']] },
  )
  expect(handled).toBe(0)
})
