import { isPromiseLike, MAX_TIMEOUT_MS, withTimeout } from '@signalr-events/internal'
import { Abort } from './abort.js'
import { createAllowList } from './allow.js'
import { checkAuthorized } from './authorize.js'
import { DeliveryContext } from './context.js'
import { type Decoded, decode } from './decode.js'
import { isDeletion, readDeliveryHead, toDelivery, unknownHead } from './delivery.js'
import { Dispatcher } from './dispatch.js'
import { isWebhookError, WebhookError } from './errors.js'
import { checkHandlers, type Handlers, toHandler } from './handlers.js'
import { isHandshake, readHandshakeOrigin } from './handshake.js'
import type { RequestHead, WebhookRequest, WebhookResponse } from './http.js'
import { InFlight, type Share } from './in-flight.js'
import { type ErrorContext, readOptions, type WebhookOptions } from './options.js'
import { read, sizeOf } from './read.js'
import { isAt, isEventGrids } from './recognize.js'
import { deliveryFailure, errorResponse, handshakeResponse, okResponse, validationResponse } from './reply.js'
import { createReporter, type ErrorListener } from './report.js'
import { readPath } from './url.js'

/** What a webhook does at the moment. */
export interface WebhookStats {
  /** Deliveries in flight, at most `maxDeliveries`. */
  readonly deliveries: number
  /**
   * Events that wait for an earlier event of their connection, for one of the `concurrency` slots, or until middleware
   * has begun their delivery.
   */
  readonly waiting: number
  /** Handlers that run, at most `concurrency`. Those that were abandoned at the deadline do not count. */
  readonly running: number
  /**
   * When the last delivery arrived that was allowed and could be read, in milliseconds since 1970. Handshakes do not
   * count.
   */
  readonly lastDeliveryAt: number | undefined
}

/** Receives Event Grid's requests, whatever the framework. */
export interface Webhook<Native = unknown> {
  /** Whether a request is for this webhook, by its head alone; all others belong to the server around it. */
  readonly recognizes: (request: RequestHead<Native>) => boolean
  /** Answers a request. Never rejects. */
  readonly handle: (request: WebhookRequest<Native>) => Promise<WebhookResponse>
  /** Whether `close` was called, for the readiness probe of a server. */
  readonly closing: boolean
  /** What the webhook does at the moment, for gauges and health checks. Each read makes an object. */
  readonly stats: WebhookStats
  /**
   * Adds a listener that receives every error, next to the option `onError`, which stays as it is. It cannot change an
   * answer. Returns a function that removes the listener.
   */
  readonly onError: (listener: ErrorListener) => () => void
  /**
   * Stops: from now on requests get 503, which Event Grid retries. Resolves when the running ones are answered;
   * after `timeoutMs` milliseconds those that are left get 503, and their `context.signal` aborts. Handlers that
   * were abandoned then, or at an earlier deadline, get one more second to end, before you close what they use.
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
  const { path, authorize, maxBodyBytes, deadline } = settings
  const allowed = createAllowList(settings)
  const reporter = createReporter(settings)
  const running = new Map<Abort, Promise<WebhookResponse>>()
  const dispatcher = new Dispatcher<Native>({
    handler: toHandler(handlers),
    middleware: settings.use,
    concurrency: settings.concurrency,
    onFailure: (error, event, context) => reporter.failed(error, context, event),
  })
  const inFlight = new InFlight(settings)
  let closing = false
  let lastDeliveryAt: number | undefined

  // Values that are not promises are not awaited: a delivery that never waits needs neither timer nor signal.
  async function answer(request: WebhookRequest<Native>, abort: Abort): Promise<WebhookResponse> {
    const { native } = request
    let head = unknownHead
    let share: Share | undefined
    try {
      head = readDeliveryHead(request, Date.now())
      if (closing) throw new WebhookError('CLOSING')
      if (isHandshake(request)) return handshakeResponse(readHandshakeOrigin(request, allowed))
      if (request.method !== 'POST') throw new WebhookError('METHOD_NOT_ALLOWED')
      const authorized = authorize && checkAuthorized(request, authorize)
      if (isPromiseLike(authorized)) await abort.race(authorized)
      if (!allowed.subscription(head))
        throw new WebhookError('NOT_ALLOWED', { field: 'aeg-subscription-name' })
      if (isDeletion(head)) {
        reporter.unsubscribed({ delivery: head, native })
        return okResponse
      }
      share = inFlight.enter(request)
      const body = request.body(maxBodyBytes, (listener) => abort.onAbort(listener), share.grow)
      const received = isPromiseLike(body) ? await abort.race(body) : body
      // Not every adapter counts while it reads.
      share.grow(sizeOf(received))
      const value = read(received, request, maxBodyBytes)
      const decoded = decode(value, request, allowed)
      if (decoded.validationCode !== undefined) return validationResponse(decoded.validationCode)
      lastDeliveryAt = head.receivedAt
      const context = new DeliveryContext(
        toDelivery(head, decoded.schema ?? 'eventgrid'),
        decoded.events,
        native,
        abort,
      )
      reporter.decoded(decoded, context)
      if (path === undefined && isOthers(decoded)) reporter.once(new WebhookError('NO_PATH'), context)
      const outcome = dispatcher.dispatch(context, abort)
      const failure = deliveryFailure(decoded, isPromiseLike(outcome) ? await abort.race(outcome) : outcome)
      return failure === undefined ? okResponse : respond(failure, context)
    } catch (thrown) {
      const error = isWebhookError(thrown) ? thrown : new WebhookError('INTERNAL', { cause: thrown })
      const about = { delivery: head, native }
      reporter.failed(error, about)
      return respond(error, about)
    } finally {
      share?.leave()
      abort.settle()
      running.delete(abort)
    }
  }

  function respond(
    error: WebhookError,
    about: Pick<ErrorContext<Native>, 'delivery' | 'native'>,
  ): WebhookResponse {
    if (path !== undefined || !isRefusal(error)) return errorResponse(error)
    // The delivery may be for another route of this server. Event Grid retries a 404.
    reporter.once(new WebhookError('NO_PATH'), about)
    return errorResponse(error, 404)
  }

  function reportWrongPath(request: RequestHead<Native>): void {
    const about = { delivery: readDeliveryHead(request, Date.now()), native: request.native }
    reporter.once(new WebhookError('WRONG_PATH', { field: readPath(request.url) }), about)
  }

  return {
    get closing() {
      return closing
    },

    get stats() {
      return { deliveries: inFlight.deliveries, ...dispatcher.load, lastDeliveryAt }
    },

    onError: reporter.listen,

    recognizes(request) {
      if (path === undefined) return isEventGrids(request, allowed)
      if (isAt(request, path)) return true
      if (isEventGrids(request, allowed)) reportWrongPath(request)
      return false
    },

    handle(request) {
      const abort = new Abort()
      const response = answer(request, abort)
      if (abort.settled) return response
      if (deadline > 0) abort.startDeadline(deadline)
      running.set(abort, response)
      return response
    },

    async close({ timeoutMs = MAX_TIMEOUT_MS } = {}) {
      if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0))
        throw new TypeError("close: 'timeoutMs' must be milliseconds, 0 or more")
      closing = true
      const abortAll = () => {
        for (const abort of running.keys()) abort.abort(new WebhookError('CLOSING'))
      }
      const timer = timeoutMs < MAX_TIMEOUT_MS ? setTimeout(abortAll, timeoutMs) : undefined
      // A handler that calls `close` is waited for too: its delivery is in the list a moment later.
      await null
      await Promise.all(running.values())
      clearTimeout(timer)
      await withTimeout(dispatcher.whenIdle(), 1000, () => new Error('abandoned handlers still run')).catch(
        () => {},
      )
    },
  }
}

/** Whether a delivery is for somebody else: it holds events, and none of Azure SignalR Service. */
function isOthers({ events, unknown, deletion, ignored }: Decoded): boolean {
  return unknown.length > 0 && events.length === 0 && !deletion && !ignored
}

/** Whether a sender was refused who would be right at another route. */
function isRefusal({ code }: WebhookError): boolean {
  return code === 'UNAUTHORIZED' || code === 'NOT_ALLOWED'
}
