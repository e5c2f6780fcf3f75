import {
  type ConnectionEvent,
  type Context,
  isWebhookError,
  type Middleware,
  WebhookError,
} from '@signalr-events/core'
import { isPromiseLike } from '@signalr-events/internal'
import { batchCalls } from './batch.js'
import type { Claim } from './claim.js'
import { DeliveryClaims } from './claims.js'
import { markAgain } from './mark.js'
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
  const { store, retention, onStoreError, onDuplicate } = settings
  const waits = new Waits()
  const mark = batchCalls(async (keys) => store.done(keys, retention))
  const release = batchCalls(async (keys) => store.release(keys))
  const deliveries = new WeakMap<Context, DeliveryClaims>()

  function claimsOf(context: Context): DeliveryClaims {
    const claims = deliveries.get(context) ?? new DeliveryClaims(settings, context, waits)
    deliveries.set(context, claims)
    return claims
  }

  /** Handles an event without a claim, or not at all. */
  async function handleUnclaimed(
    context: Context,
    next: () => Promise<void>,
    cause: unknown,
  ): Promise<never> {
    context.signal.throwIfAborted()
    if (onStoreError === 'retry') throw new WebhookError('STORE_FAILED', { cause })
    await next()
    throw new WebhookError('NOT_REMEMBERED', { cause })
  }

  /** Marks what was acknowledged, or else gives its claim back. */
  async function fail(error: unknown, claim: Claim, context: Context): Promise<never> {
    // Without the store, the lease ends by itself. That it was dropped says more than that the store failed afterwards.
    if (!isAcknowledged(error)) await release(claim.key).catch(() => {})
    else
      await mark(claim.key)
        .catch((cause) => markAgain(mark, claim, context, cause))
        .catch(() => {})
    throw error
  }

  /** What the hook throws or rejects with changes nothing: the event was handled before. */
  async function reportDuplicate(event: ConnectionEvent, context: Context): Promise<void> {
    try {
      await onDuplicate?.(event, context)
    } catch {}
  }

  // Nothing is awaited for each event but its handler: a claim and a mark have a promise for all of them.
  const middleware: Middleware = async (event, context, next) => {
    const claims = claimsOf(context)
    let claim: Claim | undefined
    try {
      await claims.claimed
      const taken = claims.take(event)
      claim = isPromiseLike(taken) ? await taken : taken
    } catch (cause) {
      return handleUnclaimed(context, next, cause)
    }
    if (claim === undefined) return void reportDuplicate(event, context)
    try {
      await next()
    } catch (error) {
      return fail(error, claim, context)
    }
    try {
      await mark(claim.key)
    } catch (cause) {
      await markAgain(mark, claim, context, cause)
    }
  }
  return Object.defineProperty(middleware, 'waiting', { get: () => waits.count }) as Dedupe
}

/** Whether an error means that the event is acknowledged, and so never delivered again. */
function isAcknowledged(error: unknown): boolean {
  return isWebhookError(error) && (error.code === 'DROPPED' || error.code === 'NOT_REMEMBERED')
}
