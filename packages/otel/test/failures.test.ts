import {
  drop,
  type FailureCode,
  type Handlers,
  sharedKey,
  WebhookError,
  type WebhookOptions,
} from '@signalr-events/core'
import { failures } from '@signalr-events/core/failures'
import { createWebhook } from '@signalr-events/otel'
import { eventGrid } from '@signalr-events/testing'
import { afterEach, expect, it } from 'vitest'
import { sendHalf, startBroken } from './support/front.js'
import { post, type Sdk, startSdk } from './support/sdk.js'

// Every failure, over real sockets, caused by requests full of secrets.

let sdk: Sdk
afterEach(() => sdk?.stop())

const secret = 'pl4nted-s3cret'
const key = `${secret}-key`
const path = '/events'
const delivery = eventGrid.connected({ userId: secret })
const headers = { ...delivery.headers, authorization: `Bearer ${secret}` }
const broken = { ...eventGrid.connectedEvent({ userId: secret }), data: { [secret]: secret } }
const fail = (error: unknown) => () => Promise.reject(error)

interface Case {
  readonly handlers?: Handlers
  readonly options?: WebhookOptions
  readonly request?: { method?: string; url?: string; headers?: Record<string, string>; body?: string | null }
  readonly closed?: boolean
  readonly half?: boolean
}

const cases: Readonly<Record<FailureCode, Case>> = {
  ORIGIN_NOT_ALLOWED: {
    request: { method: 'OPTIONS', body: null, headers: { 'webhook-request-origin': secret } },
  },
  METHOD_NOT_ALLOWED: { request: { method: 'PUT' } },
  UNAUTHORIZED: { options: { authorize: sharedKey('another') } },
  AUTHORIZE_FAILED: { options: { authorize: fail(new Error(secret)) } },
  NOT_ALLOWED: { options: { sources: ['mine'] } },
  BODY_TOO_LARGE: { options: { maxBodyBytes: 10 } },
  BODY_CONSUMED: { request: { headers: { 'x-front': 'read' } } },
  CLIENT_ABORTED: { half: true },
  UNSUPPORTED_ENCODING: { request: { body: `{"${secret}`, headers: { 'content-encoding': 'br' } } },
  NOT_JSON: { request: { body: `{"${secret}` } },
  NOT_A_DELIVERY: { request: { body: JSON.stringify({ [secret]: secret }) } },
  INVALID_EVENT: { request: { body: JSON.stringify([broken]) } },
  HANDLER_FAILED: { handlers: { connected: fail(new Error(secret)) } },
  DROPPED: { handlers: { connected: fail(drop(secret)) } },
  STORE_FAILED: { options: { use: [fail(new WebhookError('STORE_FAILED', { cause: secret }))] } },
  NOT_REMEMBERED: { options: { use: [fail(new WebhookError('NOT_REMEMBERED', { cause: secret }))] } },
  OVERLOADED: { options: { use: [fail(new WebhookError('OVERLOADED'))] } },
  DEADLINE_PASSED: { handlers: { connected: () => new Promise(() => {}) }, options: { deadline: 10 } },
  CLOSING: { closed: true },
  HOOK_FAILED: {
    request: { body: JSON.stringify([{ ...broken, eventType: secret }]) },
    options: { onUnknown: fail(new Error(secret)) },
  },
  NO_PATH: { options: { path: undefined, authorize: sharedKey('another') } },
  WRONG_PATH: { request: { url: `/${secret}?key=${key}` } },
  INTERNAL: { request: { headers: { 'x-front': 'break' } } },
}

async function run(code: FailureCode): Promise<void> {
  const { handlers = {}, options = {}, request = {}, closed = false, half = false } = cases[code]
  const codes: string[] = []
  const webhook = createWebhook(
    handlers,
    { path, authorize: sharedKey(key), onError: (error) => codes.push(error.code), ...options },
    sdk.providers,
  )
  if (closed) await webhook.close()
  const server = await startBroken(webhook)
  try {
    const { method = delivery.method, url = `${path}?key=${key}`, body = delivery.body } = request
    if (half) await sendHalf(server.url, url, headers)
    else
      await post(server.url + url, {
        method,
        body: body ?? undefined,
        headers: { ...headers, ...request.headers },
      } as never)
    await expect.poll(() => codes).toContain(code)
  } finally {
    await server.close()
  }
}

it('each shows its code in the metrics, and none of the secrets is in metrics or spans', async () => {
  sdk = startSdk()
  const codes = Object.keys(failures) as FailureCode[]
  for (const code of codes) await run(code)

  const counted = (await sdk.points('signalr_events.failures')).map(
    ({ attributes }) => attributes['error.type'],
  )
  expect(counted.sort()).toEqual(codes.toSorted())
  const answered = (await sdk.points('signalr_events.deliveries')).map(({ attributes }) => attributes)
  const lost = answered.filter((attributes) => attributes['signalr_events.outcome'] === 'lost')
  expect(lost.map((attributes) => attributes['error.type']).sort()).toEqual([
    ...['BODY_TOO_LARGE', 'INVALID_EVENT', 'NOT_ALLOWED', 'NOT_A_DELIVERY', 'NOT_JSON'],
    ...['ORIGIN_NOT_ALLOWED', 'UNAUTHORIZED'],
  ])
  const events = (await sdk.points('signalr_events.events')).map(({ attributes }) => [
    attributes['signalr_events.outcome'],
    attributes['error.type'],
  ])
  expect(events).toEqual(
    expect.arrayContaining([
      ['failed', 'HANDLER_FAILED'],
      ['failed', 'STORE_FAILED'],
      ['failed', 'OVERLOADED'],
      ['failed', 'DEADLINE_PASSED'],
      ['dropped', 'DROPPED'],
    ]),
  )

  const spans = sdk.spans().map(({ name, attributes, status, events, links }) => {
    return { name, attributes, status, events, links }
  })
  expect(spans.length).toBeGreaterThan(codes.length)
  expect(JSON.stringify(spans)).not.toContain(secret)
  expect(await sdk.text()).not.toContain(secret)
})
