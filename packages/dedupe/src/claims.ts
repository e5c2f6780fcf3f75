import type { ConnectionEvent, Context } from '@signalr-events/core'
import { type Claim, claimKeys } from './claim.js'
import { toKey } from './keys.js'
import type { DedupeSettings } from './options.js'
import { Poll } from './poll.js'
import type { Waits } from './waits.js'

/**
 * The claims of one delivery. All its events are claimed in one call. When the delivery aborts, the claims of events
 * that have not begun are given back.
 */
export class DeliveryClaims {
  readonly #settings: DedupeSettings
  readonly #signal: AbortSignal
  readonly #keys = new Map<ConnectionEvent, string>()
  readonly #unused = new Map<string, Claim>()
  readonly #done = new Set<string>()
  readonly #poll: Poll
  readonly #waits: Waits
  readonly #claimed: Promise<void>

  constructor(settings: DedupeSettings, { events, signal }: Context, waits: Waits) {
    this.#waits = waits
    this.#settings = settings
    this.#signal = signal
    this.#poll = new Poll((keys) => claimKeys(settings, keys), signal)
    this.#claimed = this.#claimAll(events)
    // Each event looks at the failure for itself.
    this.#claimed.catch(() => {})
    signal.addEventListener('abort', () => this.#giveBack())
  }

  /**
   * Resolves with the claim of an event, or with `undefined` if the event is done. What another delivery or instance
   * is handling is waited for: it may fail, or die, and then the event is ours.
   *
   * @throws what the store rejects with, or the reason of the abort
   */
  async take(event: ConnectionEvent): Promise<Claim | undefined> {
    await this.#claimed
    this.#signal.throwIfAborted()
    // Other middleware may hand on a copy of the event.
    const key = this.#keys.get(event) ?? (await toKey(event))
    if (this.#done.has(key)) return undefined
    const claim = this.#unused.get(key)
    this.#unused.delete(key)
    // A claim that has waited for longer than its lease may be somebody else's by now.
    if (claim !== undefined && Date.now() < claim.endsAt) return claim
    return this.#waits.during(this.#poll.take(key))
  }

  async #claimAll(events: readonly ConnectionEvent[]): Promise<void> {
    const keys = await Promise.all(events.map(toKey))
    for (const [i, event] of events.entries()) this.#keys.set(event, keys[i] ?? '')
    const claimed = await claimKeys(this.#settings, keys)
    for (const { key, state, claim } of claimed) {
      if (state === 'new') this.#unused.set(key, claim)
      if (state === 'done') this.#done.add(key)
    }
    if (this.#signal.aborted) this.#giveBack()
  }

  #giveBack(): void {
    const keys = [...this.#unused.keys()]
    this.#unused.clear()
    if (keys.length > 0) void this.#release(keys)
  }

  async #release(keys: readonly string[]): Promise<void> {
    try {
      await this.#settings.store.release(keys)
    } catch {
      // Without the store, the leases end by themselves.
    }
  }
}
