import { type Context, isWebhookError, type Middleware, WebhookError } from '@signalr-events/core'
import { sleep } from '@signalr-events/internal'
import { batchCalls } from './batch.js'
import type { Claim } from './claim.js'
import { DeliveryClaims } from './claims.js'
import { type DedupeOptions, readOptions } from './options.js'

const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [50, 1000]

/**
 * Middleware that lets each event through once, across deliveries and, with a shared store, across instances. A
 * handled event is acknowledged; one that another instance is handling is waited for; one that failed is handled
 * again when Event Grid delivers it again, without the other events of its batch.
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
  const { store, retention, onStoreError } = settings
  const markDone = batchCalls(async (keys) => store.done(keys, retention))
  const release = batchCalls(async (keys) => store.release(keys))
  const deliveries = new WeakMap<Context, DeliveryClaims>()

  function claimsOf(context: Context): DeliveryClaims {
    const claims = deliveries.get(context) ?? new DeliveryClaims(settings, context)
    deliveries.set(context, claims)
    return claims
  }

  /** Marks an event as done, and tries again for as long as the claim is ours. */
  async function mark({ key, endsAt }: Claim): Promise<void> {
    let pauseMs = SHORTEST_PAUSE_MS
    for (;;) {
      try {
        return await markDone(key)
      } catch (cause) {
        if (Date.now() + pauseMs >= endsAt) throw new WebhookError('NOT_REMEMBERED', { cause })
      }
      await sleep(pauseMs)
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }

  /** Runs what is inside. Resolves with an error that acknowledges the event, if there is one. */
  async function handle(claim: Claim, next: () => Promise<void>): Promise<unknown> {
    try {
      await next()
      return undefined
    } catch (error) {
      if (isAcknowledged(error)) return error
      // If the store does not hear of it, the lease ends by itself.
      await release(claim.key).catch(() => {})
      throw error
    }
  }

  return async (event, context, next) => {
    let claim: Claim | undefined
    try {
      claim = await claimsOf(context).take(event)
    } catch (cause) {
      context.signal.throwIfAborted()
      if (onStoreError === 'retry') throw new WebhookError('STORE_FAILED', { cause })
      await next()
      throw new WebhookError('NOT_REMEMBERED', { cause })
    }
    if (claim === undefined) return
    const acknowledged = await handle(claim, next)
    await mark(claim)
    if (acknowledged !== undefined) throw acknowledged
  }
}

/** Whether an error means that the event is acknowledged, and so never delivered again. */
function isAcknowledged(error: unknown): boolean {
  return isWebhookError(error) && (error.code === 'DROPPED' || error.code === 'NOT_REMEMBERED')
}
