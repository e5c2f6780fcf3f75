import { ServiceError } from './errors.js'
import { onAbort } from './on-abort.js'

/**
 * Runs work with a signal that aborts when the caller's does or after `ms` milliseconds, and rejects then at once,
 * even if the work ignores the signal.
 *
 * @throws {ServiceError} `TIMEOUT`
 * @throws the reason of the caller's signal
 */
export async function withLimit<Value>(
  ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  outer?.throwIfAborted()
  const inner = new AbortController()
  const { signal } = inner
  const stopListening = outer && onAbort(outer, () => inner.abort(outer.reason))
  const timer = setTimeout(() => inner.abort(new ServiceError(`No answer within ${ms} ms.`, 'TIMEOUT')), ms)
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await Promise.race([work(signal), aborted])
  } finally {
    clearTimeout(timer)
    stopListening?.()
  }
}
