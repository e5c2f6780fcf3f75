import type { ConnectionEvent, Context } from '@signalr-events/core'
import { claimKeys, releaseQuietly } from './calls.js'
import type { ClaimState, Store } from './store.js'
import { createWaiting, type Waiting } from './waiting.js'

/** The claim of an event. */
export interface Claim {
  readonly key: string
  /** What the store has said of it; `running` as soon as it is taken or given back. */
  state: ClaimState
}

/** The claims of one delivery. */
export interface Claims {
  of(event: ConnectionEvent): Claim
  /**
   * Whether an event is ours to handle. What somebody else is handling is waited for: it may fail, or die, and then
   * it is ours. `false` too when the delivery was answered meanwhile.
   */
  take(claim: Claim): boolean | Promise<boolean>
}

/** Claims all events of a delivery in one call, and gives back what has not begun when the delivery is answered. */
export async function createClaims(
  store: Store,
  lease: number,
  toKey: (event: ConnectionEvent) => string,
  context: Context,
): Promise<Claims> {
  const asked = Date.now()
  const claims = await claimEvents(store, lease, toKey, context.events)
  // A signal costs more than all else here. One event has no use for it when the store has answered at once.
  const isAlone = claims.size === 1
  const signal = isAlone && Date.now() === asked ? undefined : context.signal
  let waiting: Waiting | undefined
  // What is alone is taken at once.
  if (!isAlone) signal?.addEventListener('abort', () => giveBack(store, claims))

  return {
    of: (event) => claims.get(event) ?? ofCopy(claims, toKey(event)),
    take(claim) {
      const isLate = signal?.aborted === true
      if (isLate) giveBack(store, claims)
      if (isLate || claim.state === 'done') return false
      // What has waited for its turn for longer than the lease may be somebody else's by now.
      const isOurs = claim.state === 'new' && Date.now() < asked + lease
      claim.state = 'running'
      if (isOurs) return true
      waiting ??= createWaiting(store, lease, signal ?? context.signal)
      return waiting.isOurs(claim.key)
    },
  }
}

type ClaimsByEvent = ReadonlyMap<ConnectionEvent, Claim>

async function claimEvents(
  store: Store,
  lease: number,
  toKey: (event: ConnectionEvent) => string,
  events: readonly ConnectionEvent[],
): Promise<ClaimsByEvent> {
  const keys = events.map(toKey)
  const states = await claimKeys(store, keys, lease)
  return new Map(events.map((event, i) => [event, { key: keys[i] ?? '', state: states[i] ?? 'running' }]))
}

function giveBack(store: Store, claims: ClaimsByEvent): void {
  const idle = [...claims.values()].filter(({ state }) => state === 'new')
  for (const claim of idle) claim.state = 'running'
  releaseQuietly(
    store,
    idle.map(({ key }) => key),
  )
}

/** Other middleware may have handed on a copy of an event. */
function ofCopy(claims: ClaimsByEvent, key: string): Claim {
  return [...claims.values()].find((claim) => claim.key === key) ?? { key, state: 'running' }
}
