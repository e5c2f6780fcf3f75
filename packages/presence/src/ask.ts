import { isPromiseLike, withTimeout } from '@signalr-events/internal'
import { PresenceError } from './errors.js'
import type { Awaitable } from './store.js'

/** Asks the store. Rejects with a `PresenceError` if it does not answer in time. */
export type Ask = <Value>(question: () => Awaitable<Value>) => Promise<Value>

/** @param timeout milliseconds */
export function createAsk(timeout: number): Ask {
  const createError = () => new Error(`No answer within ${timeout} ms`)
  return async (question) => {
    try {
      const answer = question()
      return isPromise(answer) ? await withTimeout(answer, timeout, createError) : answer
    } catch (cause) {
      throw new PresenceError('STORE_FAILED', { cause })
    }
  }
}

function isPromise<Value>(answer: Awaitable<Value>): answer is Promise<Value> {
  return isPromiseLike(answer)
}
