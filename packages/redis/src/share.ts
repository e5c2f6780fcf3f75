import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Store } from '@signalr-events/dedupe'

type Claim = Store['claim']

/** How many keys a call has before another one begins: Redis does nothing else meanwhile. */
const MAX_KEYS = 1_000

/** Claims that are sent together. */
interface Batch {
  readonly leaseMs: number
  readonly keys: string[]
  readonly states: ReturnType<Claim>
}

/**
 * Sends the claims of one turn of the event loop in one call. Most deliveries have one event, and a call costs more than
 * its keys.
 */
export function shareClaims(claim: Claim): Claim {
  let batch: Batch | undefined

  async function send(keys: readonly string[], leaseMs: number): ReturnType<Claim> {
    await nextTurn()
    if (batch?.keys === keys) batch = undefined
    return claim(keys, leaseMs)
  }

  return async (keys, leaseMs) => {
    if (batch?.leaseMs !== leaseMs || batch.keys.length >= MAX_KEYS) {
      const all: string[] = []
      batch = { leaseMs, keys: all, states: send(all, leaseMs) }
    }
    const { keys: all, states } = batch
    const first = all.length
    for (const key of keys) all.push(key)
    return (await states).slice(first, first + keys.length)
  }
}
