import type { ConnectionEvent, Context } from '@signalr-events/core'
import { type Claim, claimKeys } from './claim.js'
import { toKey, toKeys } from './keys.js'
import type { DedupeSettings } from './options.js'
import { Poll } from './poll.js'

/**
 * The claims of one delivery. All its events are claimed in one call. When the delivery aborts, the claims of events
 * that have not begun are given back.
 */
export class DeliveryClaims {
  /** Resolves when the store has answered for all events, or rejects with what it rejects with. */
  readonly claimed: Promise<void>
  readonly #settings: DedupeSettings
  readonly #signal: AbortSignal
  readonly #keys = new Map<ConnectionEvent, string>()
  readonly #unused = new Map<string, Claim>()
  readonly #done = new Set<string>()
  readonly #poll: Poll

  constructor(settings: DedupeSettings, { events, signal }: Context) {
    this.#settings = settings
    this.#signal = signal
    this.#poll = new Poll((keys) => claimKeys(settings, keys), signal)
    this.claimed = this.#claimAll(events)
    // Each event looks at the failure for itself.
    this.claimed.catch(() => {})
    signal.addEventListener('abort', () => this.#giveBack())
  }

  /**
   * The claim of an event, or `undefined` if the event is done: at once, if the store has said so when all were
   * claimed. What another delivery or instance is handling is waited for: it may fail, or die, and then the event is
   * ours.
   *
   * @throws what the store rejects with, or the reason of the abort
   */
  take(event: ConnectionEvent): Claim | undefined | Promise<Claim | undefined> {
    this.#signal.throwIfAborted()
    const key = this.#keys.get(event)
    return key === undefined ? this.#takeCopy(event) : this.#takeKey(key)
  }

  /** Other middleware may hand on a copy of the event. */
  async #takeCopy(event: ConnectionEvent): Promise<Claim | undefined> {
    return this.#takeKey(await toKey(event))
  }

  #takeKey(key: string): Claim | undefined | Promise<Claim | undefined> {
    if (this.#done.has(key)) return undefined
    const claim = this.#unused.get(key)
    this.#unused.delete(key)
    // A claim that has waited for longer than its lease may be somebody else's by now.
    return claim !== undefined && Date.now() < claim.endsAt ? claim : this.#poll.take(key)
  }

  async #claimAll(events: readonly ConnectionEvent[]): Promise<void> {
    const keys = await toKeys(events)
    for (const [i, event] of events.entries()) this.#keys.set(event, keys[i] ?? '')
    for (const { state, claim } of await claimKeys(this.#settings, keys)) {
      if (state === 'new') this.#unused.set(claim.key, claim)
      if (state === 'done') this.#done.add(claim.key)
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
