import type { Calls } from './calls.js'
import { pause } from './pause.js'

/** Waits for what somebody else is handling. */
export interface Waiting {
  /** Whether a key has become ours: it was released, or its lease has ended; or else it is done, or it is too late. */
  isOurs(key: string): Promise<boolean>
}

interface Waiter {
  readonly resolve: (ours: boolean) => void
  readonly reject: (error: unknown) => void
}

const [shortestPause, longestPause] = [20, 1000]

/** Asks for all keys of a delivery that are waited for in one call, again and again until the signal aborts. */
export function createWaiting(calls: Calls, signal: AbortSignal): Waiting {
  const waiters = new Map<string, Waiter[]>()
  let asking = false

  async function ask(): Promise<void> {
    const keys = [...waiters.keys()]
    const states = await calls.claim(keys)
    for (const [i, key] of keys.entries()) {
      const state = states[i]
      if (state === 'running') continue
      const [first, ...others] = waiters.get(key) ?? []
      // It is ours once; whoever else waits for it waits for us.
      if (state === 'new' && others.length > 0) waiters.set(key, others)
      else waiters.delete(key)
      if (state === 'new' && signal.aborted) calls.giveBack([key])
      first?.resolve(state === 'new' && !signal.aborted)
      if (state === 'done') for (const { resolve } of others) resolve(false)
    }
  }

  async function askUntilAnswered(): Promise<void> {
    for (let ms = shortestPause; waiters.size > 0 && !signal.aborted; ms = Math.min(2 * ms, longestPause)) {
      await pause(ms, signal)
      if (!signal.aborted) await ask()
    }
  }

  function settle(action: (waiter: Waiter) => void): void {
    asking = false
    const all = [...waiters.values()].flat()
    waiters.clear()
    for (const waiter of all) action(waiter)
  }

  return {
    isOurs(key) {
      const outcome = new Promise<boolean>((resolve, reject) => {
        waiters.set(key, [...(waiters.get(key) ?? []), { resolve, reject }])
      })
      if (!asking) {
        asking = true
        askUntilAnswered().then(
          () => settle(({ resolve }) => resolve(false)),
          (error) => settle(({ reject }) => reject(error)),
        )
      }
      return outcome
    },
  }
}
