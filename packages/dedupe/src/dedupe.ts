import { type Middleware, perDelivery } from '@signalr-events/core'
import { batchCalls } from './batch.js'
import { DeliveryClaims } from './claims.js'
import { type DedupeOptions, readOptions } from './options.js'
import { Waits } from './waits.js'

/** Middleware that lets each event through once. */
export interface Dedupe extends Middleware {
  /** Events that wait for a claim of another delivery or instance, for gauges. */
  readonly waiting: number
}

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
export function dedupe(options: DedupeOptions): Dedupe {
  const settings = readOptions(options)
  const { store, retention } = settings
  const waits = new Waits()
  const batches = {
    mark: batchCalls(async (keys) => store.done(keys, retention)),
    release: batchCalls(async (keys) => store.release(keys)),
  }
  const middleware = perDelivery(async (context) => {
    const claims = new DeliveryClaims(settings, context, batches, waits)
    await claims.claim()
    return claims
  })
  return Object.defineProperty(middleware, 'waiting', { get: () => waits.count }) as Dedupe
}
