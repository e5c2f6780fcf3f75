import type { ConnectionEvent, Context } from '@signalr-events/core'
import { pause } from './pause.js'
import type { ClaimState, Store } from './store.js'

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

const longestPause = 1000

/** Claims all events of a delivery in one call, and gives back what has not begun when the delivery is answered. */
export function createClaims(store: Store, lease: number, { events, signal }: Context): Claims {
  const keys = [...new Set(events.map(keyOf))]
  const states = new Map<string, ClaimState>()

  async function claim(): Promise<void> {
    const answers = await store.claim(keys, lease)
    for (const [i, key] of keys.entries()) states.set(key, answers[i] ?? 'running')
    if (signal.aborted) giveBack()
    else signal.addEventListener('abort', giveBack)
  }

  function giveBack(): void {
    const idle = keys.filter((key) => states.get(key) === 'new')
    states.clear()
    if (idle.length > 0) store.release(idle).catch(() => {}) // or else the lease ends by itself
  }

  const claimed = claim()
  return {
    async take(key) {
      await claimed
      let state = states.get(key)
      if (state === 'new') states.set(key, 'running')
      for (let ms = 20; state === 'running'; ms = Math.min(2 * ms, longestPause)) {
        await pause(ms, signal)
        if (signal.aborted) return false
        ;[state] = await store.claim([key], lease)
      }
      return state === 'new'
    },
  }
}
