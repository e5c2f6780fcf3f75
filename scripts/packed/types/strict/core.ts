import {
  type Authorize,
  type ConnectedEvent,
  type ConnectionEvent,
  type Context,
  combine,
  createWebhook,
  type DisconnectedEvent,
  type ErrorContext,
  type FailureCode,
  forHub,
  type Handlers,
  isWebhookError,
  type Middleware,
  sharedKey,
  type Webhook,
  WebhookError,
  type WebhookOptions,
  type WebhookRequest,
  type WebhookResponse,
} from '@signalr-events/core'
import { type Failure, failures } from '@signalr-events/core/failures'

const online = new Map<string, string | undefined>()

const chat: Handlers = {
  connected(event) {
    const { type, connectionId, userId, timestamp }: ConnectedEvent = event
    const name: 'connected' = type
    online.set(`${name} ${connectionId} ${timestamp.slice(0, 10)}`, userId)
    // @ts-expect-error only disconnected events have a message
    return event.errorMessage
  },
  async disconnected({ connectionId, errorMessage }: DisconnectedEvent, { delivery, signal }: Context) {
    if (signal.aborted || (delivery.attempt ?? 0) > 3) return
    online.delete(connectionId)
    await Promise.resolve(errorMessage?.length)
  },
}

function describe(event: ConnectionEvent): string {
  const sent = 'eventType' in event.raw ? event.raw.eventType : event.raw.type
  return event.type === 'disconnected' ? `${sent}: ${event.errorMessage ?? 'in order'}` : String(sent)
}

const log: Middleware = async (event, context, next) => {
  await next()
  console.log(describe(event), context.delivery.schema, context.delivery.receivedAt)
}

const either: Authorize = async (request) =>
  request.header('x-key') === 'k' || sharedKey(['new', undefined], { header: 'x-key' })(request)

const options: WebhookOptions = {
  path: '/hooks/signalr',
  origins: ['eventgrid.azure.net'],
  authorize: either,
  use: [log],
  concurrency: 8,
  maxBodyBytes: 1024,
  deadline: 0,
  onError(error: WebhookError, { event, raw }: ErrorContext) {
    const { status, fix }: Failure = failures[error.code]
    console.error(status?.toFixed(), fix, error.field, error.cause, event?.id, raw)
  },
  onUnknown: (event: unknown, { native }) => console.log(event, native),
  onUnsubscribe: ({ subscription }) => subscription?.toLowerCase(),
}

export const webhook: Webhook = createWebhook(combine(chat, forHub('chat', chat), {}), options)

export async function answer(request: WebhookRequest): Promise<WebhookResponse | undefined> {
  if (!webhook.recognizes(request)) return undefined
  const { status, headers, body } = await webhook.handle(request)
  const type: string | undefined = headers['content-type']
  await webhook.close({ timeoutMs: type === undefined ? 1000 : undefined })
  return { status, headers, body }
}

export function codeOf(thrown: unknown): FailureCode {
  return isWebhookError(thrown) ? thrown.code : new WebhookError('INTERNAL', { cause: thrown }).code
}

// @ts-expect-error there is no such handler
createWebhook({ connect: () => {} })
// @ts-expect-error there is no such option
createWebhook({}, { timeout: 7 })
// @ts-expect-error a key is in one place
sharedKey('k', { cookie: 'key' })
