import { sleep } from '@signalr-events/internal'

/** A client that has no time limit, or ignores the signal, must not hold up a pass. In milliseconds. */
const LIMIT_MS = 30_000

/** Asks with a signal, and rejects when the outer signal aborts or after 30 seconds, whatever the work does. */
export async function withLimit<Value>(
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const inner = new AbortController()
  const abort = () => inner.abort()
  outer.addEventListener('abort', abort)
  if (outer.aborted) abort()
  const over = sleep(LIMIT_MS, inner.signal).then(() => {
    throw new Error(`No answer within ${LIMIT_MS} ms`)
  })
  try {
    return await Promise.race([work(inner.signal), over])
  } finally {
    outer.removeEventListener('abort', abort)
    abort()
  }
}
