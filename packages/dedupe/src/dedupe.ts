import { type Context, isDrop, type Middleware, WebhookError } from '@signalr-events/core'
import { createBatch } from './batch.js'
import { type Claim, type Claims, createClaims } from './claims.js'
import { createToKey } from './keys.js'
import { type DedupeOptions, readOptions } from './options.js'

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
  const { store, lease, retention, onStoreError } = readOptions(options)
  const toKey = createToKey(store)
  const deliveries = new WeakMap<object, Promise<Claims>>()
  const done = createBatch((keys) => store.done(keys, retention))
  const release = createBatch((keys) => store.release(keys))

  /** The claims of a delivery, all made in one call at its first event. */
  function claimsOf(context: Context): Promise<Claims> {
    // Nobody else will ask for the claim of one event, and a WeakMap keeps what it holds until the next full collection.
    if (context.events.length === 1) return createClaims(store, lease, toKey, context)
    const known = deliveries.get(context.delivery)
    if (known !== undefined) return known
    const claims = createClaims(store, lease, toKey, context)
    deliveries.set(context.delivery, claims)
    return claims
  }

  return async (event, context, next) => {
    let claim: Claim
    try {
      const claims = await claimsOf(context)
      claim = claims.of(event)
      const ours = claims.take(claim)
      if (!(typeof ours === 'boolean' ? ours : await ours)) return
    } catch (cause) {
      if (onStoreError === 'retry') throw new WebhookError('STORE_FAILED', { cause })
      await next()
      throw new WebhookError('NOT_REMEMBERED', { cause })
    }

    try {
      await next()
    } catch (error) {
      // If the store does not hear of it, the lease ends by itself.
      await (isDrop(error) ? done(claim.key) : release(claim.key)).catch(() => {})
      throw error
    }
    try {
      await done(claim.key)
    } catch (cause) {
      // It was handled: to have it delivered again would only handle it twice.
      throw new WebhookError('NOT_REMEMBERED', { cause })
    }
  }
}
