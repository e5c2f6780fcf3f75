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
  const { events } = context
  const asked = Date.now()
  const keys = events.map(toKey)
  const states = await claimKeys(store, keys, lease)
  const claims = states.map((state, i): Claim => ({ key: keys[i] ?? '', state }))
  const byEvent = new Map(events.map((event, i) => [event, claims[i]]))
  // A signal costs more than all else here. One event has no use for it when the store has answered at once.
  const signal = events.length > 1 || Date.now() > asked ? context.signal : undefined
  let waiting: Waiting | undefined

  function giveBack(): void {
    const idle = claims.filter(({ state }) => state === 'new')
    for (const claim of idle) claim.state = 'running'
    releaseQuietly(
      store,
      idle.map(({ key }) => key),
    )
  }

  /** Other middleware may have handed on a copy of an event. */
  function ofCopy(event: ConnectionEvent): Claim {
    const key = toKey(event)
    return claims.find((claim) => claim.key === key) ?? { key, state: 'running' }
  }

  // What is alone is taken at once.
  if (events.length > 1) signal?.addEventListener('abort', giveBack)
  return {
    of: (event) => byEvent.get(event) ?? ofCopy(event),
    take(claim) {
      if (signal?.aborted === true) giveBack()
      if (signal?.aborted === true || claim.state === 'done') return false
      // What has waited for its turn for longer than the lease may be somebody else's by now.
      const ours = claim.state === 'new' && Date.now() < asked + lease
      claim.state = 'running'
      if (ours) return true
      waiting ??= createWaiting(store, lease, signal ?? context.signal)
      return waiting.isOurs(claim.key)
    },
  }
}
