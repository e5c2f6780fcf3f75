import type { ConnectionEvent, Context } from '@signalr-events/core'
import { claimKeys, releaseQuietly } from './calls.js'
import type { ClaimState, Store } from './store.js'
import { createWaiting } from './waiting.js'

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
  { events, signal }: Context,
): Promise<Claims> {
  const leaseEnds = Date.now() + lease
  const keys = events.map(toKey)
  const states = await claimKeys(store, keys, lease)
  const claims = states.map((state, i): Claim => ({ key: keys[i] ?? '', state }))
  const byEvent = new Map(events.map((event, i) => [event, claims[i]]))
  const waiting = createWaiting(store, lease, signal)

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

  if (signal.aborted) giveBack()
  // What is alone is taken at once.
  else if (events.length > 1) signal.addEventListener('abort', giveBack)
  return {
    of: (event) => byEvent.get(event) ?? ofCopy(event),
    take(claim) {
      if (signal.aborted) giveBack()
      if (signal.aborted || claim.state === 'done') return false
      // What has waited for its turn for longer than the lease may be somebody else's by now.
      const ours = claim.state === 'new' && Date.now() < leaseEnds
      claim.state = 'running'
      return ours || waiting.isOurs(claim.key)
    },
  }
}
