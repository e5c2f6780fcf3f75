import type { ConnectionEvent, Context } from '@signalr-events/core'
import { claimKeys, releaseQuietly } from './calls.js'
import type { Store } from './store.js'
import { createWaiting } from './waiting.js'

/** What makes an event the same event: an id is unique only together with source and type. */
export function keyOf({ source, type, id, connectionId }: ConnectionEvent): string {
  return JSON.stringify([source.toLowerCase(), type, id, connectionId])
}

/** The claims of one delivery. */
export interface Claims {
  /**
   * Whether an event is ours to handle. What somebody else is handling is waited for: it may fail, or die, and then
   * it is ours. `false` too when the delivery was answered meanwhile.
   */
  take(key: string): Promise<boolean>
}

/** Claims all events of a delivery in one call, and gives back what has not begun when the delivery is answered. */
export function createClaims(store: Store, lease: number, { events, signal }: Context): Claims {
  const waiting = createWaiting(store, lease, signal)
  const idle = new Set<string>()
  const done = new Set<string>()
  const leaseEnds = Date.now() + lease

  async function claim(): Promise<void> {
    const states = await claimKeys(store, new Set(events.map(keyOf)), lease)
    for (const [key, state] of states) {
      if (state === 'new') idle.add(key)
      if (state === 'done') done.add(key)
    }
    if (signal.aborted) giveBack()
    else signal.addEventListener('abort', giveBack)
  }

  function giveBack(): void {
    releaseQuietly(store, [...idle])
  }

  const claimed = claim()
  return {
    async take(key) {
      await claimed
      if (signal.aborted || done.has(key)) return false
      // What has waited for its turn for longer than the lease may be somebody else's by now.
      if (idle.delete(key) && Date.now() < leaseEnds) return true
      return waiting.isOurs(key)
    },
  }
}
