import { inspect } from 'node:util'
import {
  createWebhook,
  drop,
  type ErrorContext,
  type FailureCode,
  type Handlers,
  sharedKey,
  WebhookError,
  type WebhookOptions,
  type WebhookRequest,
} from '@signalr-events/core'
import { failures } from '@signalr-events/core/failures'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { afterEach, expect, it, vi } from 'vitest'

// Every failure, caused by requests full of secrets: none of the secrets is printed or sent.

const secret = 'pl4nted-s3cret'
const key = `${secret}-key`
const delivery = eventGrid.connected({
  userId: secret,
  hubName: secret,
  connectionId: secret,
  source: secret,
})
const broken = { ...eventGrid.connectedEvent({ userId: secret }), data: { [secret]: secret } }

interface Case {
  readonly handlers?: Handlers
  readonly options?: WebhookOptions
  readonly request?: Partial<WebhookRequest>
  /** Runs before the request is sent. */
  readonly closed?: boolean
}

const fail = (error: unknown) => () => Promise.reject(error)
const body = (value: unknown) => ({ body: () => value })
const headers = (more: Record<string, string>): Partial<WebhookRequest> => ({
  header: (name) => ({ ...delivery.headers, ...more })[name],
})

const cases: Readonly<Record<FailureCode, Case>> = {
  ORIGIN_NOT_ALLOWED: { request: { method: 'OPTIONS', ...headers({ 'webhook-request-origin': secret }) } },
  METHOD_NOT_ALLOWED: { request: { method: 'PUT' } },
  UNAUTHORIZED: { options: { authorize: sharedKey('another'), path: `/${secret}` } },
  AUTHORIZE_FAILED: { options: { authorize: fail(new Error('down')) } },
  NOT_ALLOWED: { options: { sources: ['mine'] } },
  BODY_TOO_LARGE: { options: { maxBodyBytes: 10 } },
  BODY_CONSUMED: { request: { body: fail(new WebhookError('BODY_CONSUMED')) } },
  CLIENT_ABORTED: { request: { body: fail(new WebhookError('CLIENT_ABORTED')) } },
  UNSUPPORTED_ENCODING: { request: { ...body(`{"${secret}`), ...headers({ 'content-encoding': 'gzip' }) } },
  NOT_JSON: { request: body(`{"${secret}`) },
  NOT_A_DELIVERY: { request: body(JSON.stringify({ [secret]: secret })) },
  INVALID_EVENT: { request: body(JSON.stringify([broken])) },
  HANDLER_FAILED: { handlers: { connected: fail(new Error('boom')) } },
  DROPPED: { handlers: { connected: fail(drop('never')) } },
  STORE_FAILED: { options: { use: [fail(new WebhookError('STORE_FAILED'))] } },
  NOT_REMEMBERED: { options: { use: [fail(new WebhookError('NOT_REMEMBERED'))] } },
  OVERLOADED: { options: { use: [fail(new WebhookError('OVERLOADED'))] } },
  DEADLINE_PASSED: { handlers: { connected: () => new Promise(() => {}) }, options: { deadline: 10 } },
  CLOSING: { closed: true },
  HOOK_FAILED: {
    request: { ...body(JSON.stringify([{ ...broken, eventType: secret }])) },
    options: { onUnknown: fail(new Error('boom')) },
  },
  NO_PATH: { options: { authorize: sharedKey('another') } },
  // The path is reported, because the reader has to compare it.
  WRONG_PATH: { options: { path: '/events' }, request: { url: `/other?key=${key}` } },
  INTERNAL: { request: { body: fail(new Error('adapter')) } },
}

afterEach(() => vi.restoreAllMocks())

/** Sends the request of a case. Returns everything that the sender, onError and the console received. */
async function provoke({ handlers = {}, options = {}, request, closed = false }: Case, hooked: boolean) {
  const output: unknown[] = []
  const codes: string[] = []
  vi.spyOn(console, 'error').mockImplementation((...values) => void output.push(values))
  const onError = (error: WebhookError, { delivery }: ErrorContext) => {
    codes.push(error.code)
    output.push(error, delivery)
  }
  const authorize = sharedKey(key)
  const webhook = createWebhook(handlers, { authorize, ...(hooked ? { onError } : {}), ...options })
  if (closed) await webhook.close()
  const sent = { method: delivery.method, url: `/${secret}?key=${key}#${secret}`, native: undefined }
  const whole = {
    ...sent,
    ...headers({ authorization: `Bearer ${secret}` }),
    ...body(delivery.body),
    ...request,
  }
  output.push(webhook.recognizes(whole as WebhookRequest))
  output.push(await webhook.handle(whole as WebhookRequest))
  // Hooks that fail are reported a turn later.
  await new Promise(setImmediate)
  return { codes, text: inspect(output, { depth: 9, showHidden: true, maxStringLength: null }) }
}

it.each(Object.keys(failures) as FailureCode[])('%s leaks nothing', async (code) => {
  const hooked = await provoke(cases[code], true)
  expect(hooked.codes).toContain(code)
  expect(hooked.text).not.toContain(secret)
  const logged = await provoke(cases[code], false)
  expect(logged.text).toContain(code)
  expect(logged.text).not.toContain(secret)
})

it('an answer echoes the code or the origin, and nothing else', async () => {
  const { webhook } = { webhook: createWebhook({}) }
  for (const request of [eventGrid.handshake({ code: 'c' }), cloudEvents.handshake()]) {
    const header = (name: string) => request.headers[name]
    const answer = await webhook.handle({
      ...request,
      url: `/?key=${key}`,
      native: undefined,
      header,
      ...body(request.body),
    })
    expect(inspect(answer)).not.toContain(secret)
  }
})
