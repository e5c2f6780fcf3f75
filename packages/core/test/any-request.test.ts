import { createWebhook, sharedKey, type WebhookRequest } from '@signalr-events/core'
import { failures } from '@signalr-events/core/failures'
import { cloudEvents, eventGrid, samples, toBinary } from '@signalr-events/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'

// Any request gets an answer from the table, and nothing leaks.

const secret = 'planted-secret'
const key = 'planted-key'

const statuses = new Set([200, 404, ...Object.values(failures).map(({ status }) => status)])
const bodies = /^(\{"error":"[A-Z_]+"\}|\{"validationResponse":"(?:[^"\\]|\\.)*"\})?$/

const genuine = fc.constantFrom(
  ...[eventGrid, cloudEvents].flatMap((builder) => [
    builder.connected({ userId: secret }),
    builder.disconnected({ userId: secret, errorMessage: secret }),
    builder.batch([
      builder.connectedEvent({ userId: secret }),
      builder.disconnectedEvent(),
      { [secret]: secret },
    ]),
    builder.handshake(),
    builder.deletion(),
  ]),
  toBinary(cloudEvents.connectedEvent({ userId: secret })),
)

const headerName = fc.constantFrom(
  ...[
    'aeg-event-type',
    'aeg-subscription-name',
    'aeg-delivery-count',
    'content-type',
    'content-length',
    'origin',
  ],
  ...[
    'ce-specversion',
    'ce-type',
    'ce-id',
    'ce-source',
    'webhook-request-origin',
    'webhook-request-callback',
  ],
)
const headerValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'SubscriptionValidation',
    'Notification',
    'Unsubscribe',
    '1.0',
    'eventgrid.azure.net',
    'a\r\nb: c',
  ),
  fc.constantFrom(
    'application/cloudevents+json',
    'application/json',
    '%',
    '%ff',
    '__proto__',
    'constructor',
    secret,
  ),
)
const headers = fc.dictionary(headerName, headerValue)

const member = fc.constantFrom(
  'id',
  'topic',
  'eventType',
  'data',
  'type',
  'source',
  'specversion',
  '__proto__',
)
const json = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.dictionary(member, fc.anything({ withBigInt: false })).map((value) => JSON.stringify(value)),
  fc.constantFrom(...samples.map(({ body }) => JSON.stringify(body))),
)
const body: fc.Arbitrary<unknown> = fc.oneof(
  json,
  json.chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
  fc.uint8Array({ maxLength: 200 }),
  fc.anything(),
  fc.constantFrom(undefined, null, '', '[]', '{}', '[[[[', `"${secret}"`, `[${'['.repeat(9999)}`),
)

const request = fc
  .record({
    sent: genuine,
    method: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.string() }),
    changed: fc.oneof({ weight: 1, arbitrary: headers }, { weight: 2, arbitrary: fc.constant({}) }),
    body: fc.option(body, { nil: 'as sent', freq: 2 }),
    url: fc.oneof(
      fc.constantFrom('/', `/?key=${key}`, `/hook?key=${key}`, '/hook', ''),
      fc.webUrl(),
      fc.string(),
    ),
  })
  .map(
    ({ sent, method, changed, body, url }): WebhookRequest => ({
      method: method ?? sent.method,
      url,
      native: undefined,
      header: (name) =>
        Object.entries({ ...sent.headers, ...changed }).find(([other]) => other === name)?.[1],
      body: () => (body === 'as sent' ? sent.body : body),
    }),
  )

const handler = fc.constantFrom<() => unknown>(
  () => {},
  async () => {},
  () => {
    throw secret
  },
  () => Promise.reject(new Error(secret)),
  async () => {
    throw Object.defineProperty(new Error(), 'name', {
      get() {
        throw secret
      },
    })
  },
  // biome-ignore lint/suspicious/noThenProperty: what is hostile here is the thenable
  () => ({ then: 7 }),
  () => ({
    // biome-ignore lint/suspicious/noThenProperty: what is hostile here is the thenable
    then() {
      throw secret
    },
  }),
)

const unhandled: unknown[] = []
const note = (reason: unknown) => unhandled.push(reason)
beforeAll(() => process.on('unhandledRejection', note))
afterAll(() => process.off('unhandledRejection', note))

it('every request gets an answer from the table, and nothing leaks', { timeout: 240_000 }, async () => {
  const seen = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(
      request,
      handler,
      fc.boolean(),
      fc.boolean(),
      async (request, handle, guarded, withPath) => {
        const errors: Error[] = []
        const webhook = createWebhook(
          { connected: handle, disconnected: handle },
          {
            onError: (error) => errors.push(error),
            ...(guarded ? { authorize: sharedKey(key) } : {}),
            ...(withPath ? { path: '/hook' } : {}),
          },
        )
        expect(typeof webhook.recognizes(request)).toBe('boolean')
        const { status, headers, body } = await webhook.handle(request)
        seen.set(status, (seen.get(status) ?? 0) + 1)
        expect(statuses).toContain(status)
        expect(body ?? '').toMatch(bodies)
        expect(Object.values(headers).join()).not.toMatch(/[\r\n]/)
        for (const error of errors) expect(error).toMatchObject({ name: 'WebhookError' })
        const output = [body, ...errors.map(({ message, stack }) => message + stack)].join()
        expect(output.includes(secret) || output.includes(key)).toBe(false)
        // A failure of a handler must never lose the event.
        if (errors.some((error) => 'code' in error && error.code === 'HANDLER_FAILED'))
          expect(status).toBe(500)
      },
    ),
    { numRuns: 12_000 },
  )
  await new Promise(setImmediate)
  expect(unhandled).toEqual([])
  // The generator must reach many answers.
  expect([...seen.keys()].sort()).toEqual([200, 400, 401, 403, 404, 405, 500])
})
