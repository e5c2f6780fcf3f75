import {
  type ConnectionEvent,
  type Context,
  type EventHooks,
  isWebhookError,
  WebhookError,
} from '@signalr-events/core'
import type { Batches } from './batch.js'
import { type Claim, claimKeys } from './claim.js'
import { toKey, toKeys } from './keys.js'
import { Marks } from './marks.js'
import type { DedupeSettings } from './options.js'
import { Poll } from './poll.js'
import type { Waits } from './waits.js'

/**
 * The claims of one delivery. All its events are claimed in one call. When the delivery is answered, the claims of
 * events that have not begun are given back.
 */
export class DeliveryClaims implements EventHooks {
  readonly #settings: DedupeSettings
  readonly #context: Context
  readonly #batches: Batches
  readonly #waits: Waits
  readonly #marks: Marks
  readonly #claims = new Map<ConnectionEvent, Claim>()
  /** The same by key, once a copy of an event asks. */
  #byKey: ReadonlyMap<string, Claim> | undefined
  #poll: Poll | undefined
  #isAnswered = false
  /** Why a claim is missing. */
  #failure: { readonly cause: unknown } | undefined

  constructor(settings: DedupeSettings, context: Context, batches: Batches, waits: Waits) {
    this.#settings = settings
    this.#context = context
    this.#batches = batches
    this.#waits = waits
    this.#marks = new Marks(batches.mark, context.delivery)
    void context.answered.then(() => this.#giveBack())
  }

  /** Resolves when the store has answered for all events, or has failed. */
  async claim(): Promise<void> {
    const { events } = this.#context
    try {
      const claims = await claimKeys(this.#settings, await toKeys(events))
      for (const [i, claim] of claims.entries()) this.#claims.set(events[i] as ConnectionEvent, claim)
    } catch (cause) {
      this.#failure = { cause }
    }
    if (this.#isAnswered) this.#giveBack()
  }

  /**
   * Whether an event is ours to handle. What another delivery or instance is handling is waited for: it may fail, or
   * die, and then the event is ours.
   */
  enter(event: ConnectionEvent): boolean | Promise<boolean> {
    if (this.#isAnswered) this.#context.signal.throwIfAborted()
    // A store that has failed later changes nothing about the claims that are known.
    if (this.#claims.size === 0 && this.#failure) return this.#enterUnclaimed(this.#failure.cause)
    const claim = this.#claims.get(event)
    return claim === undefined ? this.#enterCopy(event) : this.#enter(event, claim)
  }

  #enter(event: ConnectionEvent, claim: Claim): boolean | Promise<boolean> {
    const { state } = claim
    if (state === 'done') return this.#skip(event)
    // From now on it is taken, for a copy too.
    claim.state = 'running'
    return (state === 'new' && isHeld(claim)) || this.#wait(event, claim.key)
  }

  /** Other middleware may hand on a copy of an event. */
  async #enterCopy(copy: ConnectionEvent): Promise<boolean> {
    const key = await toKey(copy)
    // The first of two that are the same is the one that was claimed.
    this.#byKey ??= new Map([...this.#claims.values()].reverse().map((each) => [each.key, each]))
    const claim = this.#byKey.get(key)
    if (claim === undefined) return this.#wait(copy, key)
    this.#claims.set(copy, claim)
    return this.#enter(copy, claim)
  }

  async #wait(event: ConnectionEvent, key: string): Promise<boolean> {
    this.#poll ??= new Poll((keys) => claimKeys(this.#settings, keys), this.#context.signal)
    try {
      const claim = await this.#waits.during(this.#poll.take(key))
      if (claim === undefined) return this.#skip(event)
      claim.state = 'running'
      this.#claims.set(event, claim)
      return true
    } catch (cause) {
      this.#context.signal.throwIfAborted()
      this.#claims.delete(event)
      return this.#enterUnclaimed(cause)
    }
  }

  /** Lets an event be handled without a claim, or not at all. */
  #enterUnclaimed(cause: unknown): boolean {
    if (this.#settings.onStoreError === 'retry') throw new WebhookError('STORE_FAILED', { cause })
    this.#failure ??= { cause }
    return true
  }

  #skip(event: ConnectionEvent): false {
    void this.#reportDuplicate(event)
    return false
  }

  /** What the hook throws or rejects with changes nothing: the event was handled before. */
  async #reportDuplicate(event: ConnectionEvent): Promise<void> {
    try {
      await this.#settings.onDuplicate?.(event, this.#context)
    } catch {}
  }

  handled(event: ConnectionEvent): Promise<void> {
    const claim = this.#claims.get(event)
    if (claim === undefined) throw new WebhookError('NOT_REMEMBERED', this.#failure)
    return this.#marks.add(claim)
  }

  /** Marks what was acknowledged, or else gives its claim back. */
  async failed(event: ConnectionEvent, error: unknown): Promise<void> {
    const claim = this.#claims.get(event)
    if (claim === undefined) return
    // Without the store, the lease ends by itself. That it was dropped says more than that the store failed afterwards.
    if (isAcknowledged(error)) await this.#marks.add(claim).catch(() => {})
    else if (isHeld(claim)) await this.#batches.release(claim.key).catch(() => {})
  }

  /** Gives back what no event has taken: it did not begin in time, or other middleware has kept it away. */
  #giveBack(): void {
    this.#isAnswered = true
    const unused = [...this.#claims.values()].filter((claim) => claim.state === 'new' && isHeld(claim))
    // A copy of an event has the same claim.
    for (const claim of unused) claim.state = 'running'
    if (unused.length > 0) void this.#release(unused.map(({ key }) => key))
  }

  async #release(keys: readonly string[]): Promise<void> {
    try {
      await this.#settings.store.release(keys)
    } catch {
      // Without the store, the leases end by themselves.
    }
  }
}

/** Whether an error means that the event is acknowledged, and so never delivered again. */
function isAcknowledged(error: unknown): boolean {
  return isWebhookError(error) && (error.code === 'DROPPED' || error.code === 'NOT_REMEMBERED')
}

/** Whether a claim is still ours. After its lease, it may be that of another delivery, also in this process. */
function isHeld({ lease }: Claim): boolean {
  return lease.leftMs > 0
}
