import { admit, isHandshake } from './admit.js'
import { createAllowList } from './allow.js'
import { checkAuthorized } from './authorize.js'
import { decode } from './decode.js'
import { isDeletion, readDeliveryHead, unknownHead } from './delivery.js'
import { dispatch } from './dispatch.js'
import { isWebhookError, WebhookError } from './errors.js'
import type { DeliveryHead } from './events.js'
import { checkHandlers, type Handlers, toHandler, wrap } from './handlers.js'
import type { RequestHead, WebhookRequest, WebhookResponse } from './http.js'
import { createLanes } from './lanes.js'
import { readOptions, type WebhookOptions } from './options.js'
import { read } from './read.js'
import { recognize } from './recognize.js'
import { createRelay } from './relay.js'
import { accepted, admitted, concluded, refused, validated } from './reply.js'
import { createReporter } from './report.js'

/** Receives Event Grid's requests, whatever the framework. */
export interface Webhook<Native = unknown> {
  /** Whether a request is for this webhook, by its head alone; all others belong to the server around it. */
  readonly recognizes: (request: RequestHead<Native>) => boolean
  /** Answers a request. Never rejects. */
  readonly handle: (request: WebhookRequest<Native>) => Promise<WebhookResponse>
  /** Whether `close` was called, for the readiness probe of a server. */
  readonly closing: boolean
  /**
   * Stops: from now on requests get 503, which Event Grid retries. Resolves when the running ones are answered;
   * after `timeoutMs` milliseconds those that are left get 503, and their `context.signal` aborts. Handlers that
   * were left behind so, or at a deadline before, are given one more second to end: what they use can be closed now.
   */
  readonly close: (limits?: { readonly timeoutMs?: number | undefined }) => Promise<void>
}

/**
 * Makes a webhook for Azure SignalR Service events out of handlers. Most users take `signalrEvents` of their
 * framework's package instead, which does this and mounts it.
 *
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 *
 * const webhook = createWebhook({
 *   connected: ({ hubName, userId }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`),
 * })
 * const response = await webhook.handle({
 *   method: 'OPTIONS',
 *   url: '/',
 *   header: (name) => (name.toLowerCase() === 'webhook-request-origin' ? 'eventgrid.azure.net' : undefined),
 *   body: () => undefined,
 *   native: undefined,
 * })
 * console.log(response.status) // 200
 * ```
 */
export function createWebhook<Native = unknown>(
  handlers: Handlers<Native>,
  options: WebhookOptions<Native> = {},
): Webhook<Native> {
  checkHandlers(handlers)
  const settings = readOptions(options)
  const { path, origins, authorize, maxDeliveries, maxBodyBytes, deadline } = settings
  const allowed = createAllowList(settings)
  const handler = wrap(toHandler(handlers), settings.use)
  const lanes = createLanes(settings.concurrency)
  const reporter = createReporter(settings)
  const running = new Map<AbortController, Promise<WebhookResponse>>()
  const inHand = new Set<AbortSignal>()
  const handling = new Set<Promise<void>>()
  let closing = false

  async function run(
    request: WebhookRequest<Native>,
    head: DeliveryHead,
    signal: AbortSignal,
  ): Promise<WebhookResponse> {
    const { native } = request
    if (closing) throw new WebhookError('CLOSING')
    if (isHandshake(request)) return admitted(admit(request, origins))
    if (request.method !== 'POST') throw new WebhookError('METHOD_NOT_ALLOWED')
    await checkAuthorized(request, authorize)
    signal.throwIfAborted()
    if (!allowed.subscription(head)) throw new WebhookError('NOT_ALLOWED', { field: 'aeg-subscription-name' })
    if (isDeletion(head)) {
      reporter.unsubscribed(head, native)
      return accepted
    }
    if (inHand.size >= maxDeliveries) throw new WebhookError('OVERLOADED')
    inHand.add(signal)
    const value = await read(request, maxBodyBytes, signal)
    signal.throwIfAborted()
    const decoded = decode(value, request, allowed)
    if (decoded.validationCode !== undefined) return validated(decoded.validationCode)
    const { events, schema } = decoded
    const relay = createRelay(signal)
    const context = {
      delivery: { ...head, schema },
      events,
      native,
      get signal() {
        return relay()
      },
    }
    reporter.decoded(decoded, context)
    const failure = await dispatch({ context, signal, handler, lanes, handling }, (error, event) =>
      reporter.failed(error, { delivery: head, event, raw: undefined, native }),
    )
    return concluded(decoded, failure)
  }

  async function answer(
    request: WebhookRequest<Native>,
    controller: AbortController,
  ): Promise<WebhookResponse> {
    const { signal } = controller
    const abort = () => controller.abort(new WebhookError('DEADLINE_PASSED'))
    const timer = deadline > 0 ? setTimeout(abort, deadline) : undefined
    let head: DeliveryHead = unknownHead
    try {
      head = readDeliveryHead(request)
      return await Promise.race([run(request, head, signal), rejection(signal)])
    } catch (thrown) {
      const error = isWebhookError(thrown) ? thrown : new WebhookError('INTERNAL', { cause: thrown })
      reporter.failed(error, { delivery: head, event: undefined, raw: undefined, native: request.native })
      return refused(error)
    } finally {
      clearTimeout(timer)
      inHand.delete(signal)
      running.delete(controller)
    }
  }

  return {
    get closing() {
      return closing
    },

    recognizes: (request) => recognize(request, path),

    handle(request) {
      const controller = new AbortController()
      const response = answer(request, controller)
      running.set(controller, response)
      return response
    },

    async close({ timeoutMs = longest } = {}) {
      if (!(timeoutMs >= 0)) throw new TypeError("close: 'timeoutMs' must be milliseconds, 0 or more")
      closing = true
      const abort = () => {
        for (const controller of running.keys()) controller.abort(new WebhookError('CLOSING'))
      }
      const timer = timeoutMs < longest ? setTimeout(abort, timeoutMs) : undefined
      await Promise.all(running.values())
      clearTimeout(timer)
      await within(grace, Promise.all(handling))
    },
  }
}

/**
 * What `signalrEvents` of every framework's package begins with: a webhook as it is, or handlers and options made
 * into one.
 *
 * @throws {TypeError} as {@link createWebhook} does, and for a webhook with options
 */
export function toWebhook<Native>(
  subject: Handlers<Native> | Webhook<Native>,
  options?: WebhookOptions<Native>,
): Webhook<Native> {
  if (!isWebhook(subject)) return createWebhook(subject, options)
  if (options !== undefined) throw new TypeError('signalrEvents: a webhook has its options already')
  return subject
}

/** How long `close` waits for handlers that were left behind, in milliseconds. */
const grace = 1000

async function within(ms: number, ended: Promise<unknown>): Promise<void> {
  let timer: unknown
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([ended, late])
  clearTimeout(timer)
}

/** The longest time that a timer takes, in milliseconds; longer is for ever. */
const longest = 2 ** 31 - 1

function isWebhook<Native>(subject: Handlers<Native> | Webhook<Native>): subject is Webhook<Native> {
  return typeof subject === 'object' && subject !== null && 'recognizes' in subject
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
}
