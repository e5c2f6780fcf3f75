import type { ConnectionEvent, Context } from '@signalr-events/core'
import type { Calls } from './calls.js'
import type { ClaimState } from './store.js'
import { createWaiting, type Waiting } from './waiting.js'
import { isPending, whenThere } from './when-there.js'

/** Makes the key of an event. */
export type ToKey = (event: ConnectionEvent) => string

/** Claims all events of a delivery in one call, and gives back what has not begun when the delivery is answered. */
export function claimAll(
  calls: Calls,
  lease: number,
  toKey: ToKey,
  context: Context,
): Claims | Promise<Claims> {
  const asked = Date.now()
  let keys: readonly string[] = []
  let isAtOnce = false
  return whenThere(
    () => {
      keys = context.events.map(toKey)
      const answer = calls.claim(keys)
      isAtOnce = !isPending(answer)
      return answer
    },
    (states) => {
      const list = keys.map((key, i) => ({ key, state: states[i] ?? 'running' }))
      const claims = new Claims(calls, toKey, list, asked + lease)
      // What is alone begins at once, and is not late within the millisecond.
      const isAlone = keys.length === 1 && (isAtOnce || Date.now() === asked)
      if (!isAlone) claims.watch(context, isAtOnce)
      return claims
    },
    // Also what is thrown at once is kept for all events: the store is not asked again for each of them.
    (error) => Promise.reject(error),
  )
}

/** The claim of an event. */
interface Claim {
  readonly key: string
  /** What the store has said of it; `running` as soon as it is taken or given back. */
  state: ClaimState
}

/** The claims of one delivery. They do not hold on to its events, which need not live as long. */
export class Claims {
  readonly #calls: Calls
  readonly #toKey: ToKey
  readonly #list: readonly Claim[]
  readonly #ends: number
  #next = 0
  #byKey: ReadonlyMap<string, Claim> | undefined
  #waiting: Waiting | undefined

  constructor(calls: Calls, toKey: ToKey, list: readonly Claim[], ends: number) {
    this.#calls = calls
    this.#toKey = toKey
    this.#list = list
    this.#ends = ends
  }

  /**
   * The key of an event, if it is ours to handle. What somebody else is handling is waited for: it may fail, or die,
   * and then it is ours. `undefined` too when the delivery was answered meanwhile.
   */
  take(event: ConnectionEvent, context: Context): string | undefined | Promise<string | undefined> {
    const claim = this.#of(event, context.events)
    const { key, state } = claim
    if (state === 'done') return undefined
    claim.state = 'running'
    // What has waited for its turn for longer than the lease may be somebody else's by now.
    if (state === 'new' && Date.now() < this.#ends) return key
    this.#waiting ??= createWaiting(this.#calls, context.signal)
    return this.#waiting.isOurs(key).then((isOurs) => (isOurs ? key : undefined))
  }

  /** Events come in the order of the delivery, as a rule; out of it, or as a copy, they are found by their key. */
  #of(event: ConnectionEvent, events: readonly ConnectionEvent[]): Claim {
    const next = events[this.#next] === event ? this.#list[this.#next++] : undefined
    if (next !== undefined) return next
    // Reversed, so that of claims with the same key the first is found: the others are never new.
    this.#byKey ??= new Map(this.#list.toReversed().map((claim) => [claim.key, claim]))
    const key = this.#toKey(event)
    return this.#byKey.get(key) ?? { key, state: 'running' }
  }

  /** Sees to it that what has not begun when the delivery is answered is given back. */
  watch(context: Context, isAtOnce: boolean): void {
    // A signal costs more than all else here. If nothing waits for anything, all have begun after this turn.
    if (isAtOnce) void Promise.resolve().then(() => this.#listen(context))
    else this.#listen(context)
  }

  #listen(context: Context): void {
    if (!this.#list.some(isIdle)) return
    const { signal } = context
    if (signal.aborted) this.#giveBack()
    else signal.addEventListener('abort', () => this.#giveBack())
  }

  #giveBack(): void {
    const idle = this.#list.filter(isIdle)
    for (const claim of idle) claim.state = 'running'
    this.#calls.giveBack(idle.map(({ key }) => key))
  }
}

function isIdle({ state }: Claim): boolean {
  return state === 'new'
}
