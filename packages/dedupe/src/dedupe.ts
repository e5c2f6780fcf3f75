import {
  type ConnectionEvent,
  type Context,
  isDrop,
  isSettled,
  type Middleware,
  WebhookError,
} from '@signalr-events/core'
import { createCalls } from './calls.js'
import { type Claims, claimAll } from './claims.js'
import { createToKey } from './keys.js'
import { type DedupeOptions, readOptions } from './options.js'
import { isPending, whenThere } from './when-there.js'

/**
 * Middleware that lets each event through once, across deliveries and, with a shared store, across instances. What
 * was handled is acknowledged; what another instance is handling is waited for; what fails is handled again when
 * it comes again, and only that, not its neighbours in the batch.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { dedupe, memoryStore } from '@signalr-events/dedupe'
 * import { createClient, eventGrid } from '@signalr-events/testing'
 *
 * let handled = 0
 * const webhook = createWebhook({ connected: () => handled++ }, { use: [dedupe({ store: memoryStore() })] })
 *
 * const delivery = eventGrid.connected()
 * await createClient(webhook).send(delivery)
 * await createClient(webhook).send(delivery)
 * console.log(handled) // 1
 * ```
 */
export function dedupe(options: DedupeOptions): Middleware {
  const settings = readOptions(options)
  const calls = createCalls(settings)
  const toKey = createToKey(settings.store)
  const deliveries = new WeakMap<readonly ConnectionEvent[], Claims | Promise<Claims>>()

  /** The claims of a delivery, all made in one call at its first event. */
  function claimsOf(context: Context): Claims | Promise<Claims> {
    const { events } = context
    // Nobody else will ask for the claim of one event, and a WeakMap keeps what it holds for a while.
    if (events.length === 1) return claimAll(calls, settings.lease, toKey, context)
    const known = deliveries.get(events)
    if (known !== undefined) return known
    const claims = claimAll(calls, settings.lease, toKey, context)
    deliveries.set(events, claims)
    return claims
  }

  /** The key of an event, if it is ours to handle. */
  function take(event: ConnectionEvent, context: Context): string | undefined | Promise<string | undefined> {
    const claims = claimsOf(context)
    return isPending(claims)
      ? claims.then((there) => there.take(event, context))
      : claims.take(event, context)
  }

  function handle(key: string | undefined, next: () => Promise<void>): void | Promise<void> {
    if (key === undefined) return
    const inside = next()
    if (isSettled(inside)) return finish(key)
    return inside.then(
      () => finish(key),
      (error) => fail(key, error),
    )
  }

  function finish(key: string): void | Promise<void> {
    return whenThere(
      () => calls.done(key),
      () => {},
      // It was handled: to have it delivered again would only handle it twice.
      (cause) => Promise.reject(new WebhookError('NOT_REMEMBERED', { cause })),
    )
  }

  async function fail(key: string, error: unknown): Promise<void> {
    try {
      await (isDrop(error) ? calls.done(key) : calls.release(key))
    } catch {
      // If the store does not hear of it, the lease ends by itself.
    }
    throw error
  }

  async function withoutStore(cause: unknown, next: () => Promise<void>): Promise<void> {
    if (settings.onStoreError === 'retry') throw new WebhookError('STORE_FAILED', { cause })
    await next()
    throw new WebhookError('NOT_REMEMBERED', { cause })
  }

  return (event, context, next) =>
    whenThere(
      () => take(event, context),
      (key) => handle(key, next),
      (cause) => withoutStore(cause, next),
    )
}
