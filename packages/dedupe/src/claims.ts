import type { ConnectionEvent, Context } from '@signalr-events/core'
import { type Claim, type Claimed, claimKeys } from './claim.js'
import { toKey, toKeys } from './keys.js'
import type { DedupeSettings } from './options.js'
import { Poll } from './poll.js'
import type { Waits } from './waits.js'

/**
 * The claims of one delivery. All its events are claimed in one call. When the delivery aborts, the claims of events
 * that have not begun are given back.
 */
export class DeliveryClaims {
  /** Resolves when the store has answered for all events, or rejects with what it rejects with. */
  readonly claimed: Promise<void>
  readonly #settings: DedupeSettings
  readonly #context: Context
  readonly #signal: AbortSignal
  /** What the store said of each event; `running` once its claim is taken. */
  readonly #claims = new Map<ConnectionEvent, Claimed>()
  /** The same by key, once a copy of an event asks. */
  #byKey: ReadonlyMap<string, Claimed> | undefined
  #poll: Poll | undefined
  readonly #waits: Waits

  constructor(settings: DedupeSettings, context: Context, waits: Waits) {
    this.#waits = waits
    this.#settings = settings
    this.#context = context
    this.#signal = context.signal
    this.claimed = this.#claimAll()
    // Each event looks at the failure for itself.
    this.claimed.catch(() => {})
    this.#signal.addEventListener('abort', () => this.#giveBack())
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
    const claimed = this.#claims.get(event)
    return claimed === undefined ? this.#takeCopy(event) : this.#take(claimed)
  }

  #take(claimed: Claimed): Claim | undefined | Promise<Claim | undefined> {
    const { state, claim } = claimed
    if (state === 'done') return undefined
    // From now on it is taken, for a copy too.
    claimed.state = 'running'
    // A claim that has waited for longer than its lease may be somebody else's by now.
    return state === 'new' && Date.now() < claim.endsAt ? claim : this.#wait(claim.key)
  }

  /** Other middleware may hand on a copy of an event. */
  async #takeCopy(copy: ConnectionEvent): Promise<Claim | undefined> {
    const key = await toKey(copy)
    // The first of two that are the same is the one that was claimed.
    this.#byKey ??= new Map([...this.#claims.values()].reverse().map((each) => [each.claim.key, each]))
    const claimed = this.#byKey.get(key)
    return claimed === undefined ? this.#wait(key) : this.#take(claimed)
  }

  #wait(key: string): Promise<Claim | undefined> {
    this.#poll ??= new Poll((keys) => claimKeys(this.#settings, keys), this.#signal)
    return this.#waits.during(this.#poll.take(key))
  }

  async #claimAll(): Promise<void> {
    const { events } = this.#context
    const claimed = await claimKeys(this.#settings, await toKeys(events))
    for (const [i, event] of events.entries()) {
      const each = claimed[i]
      if (each !== undefined) this.#claims.set(event, each)
    }
    if (this.#signal.aborted) this.#giveBack()
  }

  #giveBack(): void {
    const unused = [...this.#claims.values()].filter(({ state }) => state === 'new')
    this.#claims.clear()
    if (unused.length > 0) void this.#release(unused.map(({ claim }) => claim.key))
  }

  async #release(keys: readonly string[]): Promise<void> {
    try {
      await this.#settings.store.release(keys)
    } catch {
      // Without the store, the leases end by themselves.
    }
  }
}
