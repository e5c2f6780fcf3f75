import { type Context, isDrop, type Middleware, WebhookError } from '@signalr-events/core'
import { createBatch } from './batch.js'
import { type Claims, createClaims, keyOf } from './claims.js'
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
  const deliveries = new WeakMap<object, Claims>()
  const done = createBatch((keys) => store.done(keys, retention))
  const release = createBatch((keys) => store.release(keys))

  /** The claims of a delivery, all made in one call at its first event. */
  function claimsOf(context: Context): Claims {
    const known = deliveries.get(context.delivery)
    if (known !== undefined) return known
    const claims = createClaims(store, lease, context)
    deliveries.set(context.delivery, claims)
    return claims
  }

  return async (event, context, next) => {
    const key = keyOf(event)
    let ours: boolean
    try {
      ours = await claimsOf(context).take(key)
    } catch (cause) {
      if (onStoreError === 'retry') throw new WebhookError('STORE_FAILED', { cause })
      await next()
      throw new WebhookError('NOT_REMEMBERED', { cause })
    }
    if (!ours) return

    try {
      await next()
    } catch (error) {
      // If the store does not hear of it, the lease ends by itself.
      await (isDrop(error) ? done(key) : release(key)).catch(() => {})
      throw error
    }
    await done(key).catch((cause: unknown) => {
      // It was handled: to have it delivered again would only handle it twice.
      throw new WebhookError('NOT_REMEMBERED', { cause })
    })
  }
}
