/** The longest time that a timer can wait, in milliseconds: 24.8 days. A longer one fires at once. */
export const MAX_TIMEOUT_MS: number = 2 ** 31 - 1

/** Resolves after `ms` milliseconds, or as soon as `signal` aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}

/** Settles like `work`, or rejects with `createError()` after `ms` milliseconds. `work` itself goes on. */
export function withTimeout<Value>(
  work: PromiseLike<Value>,
  ms: number,
  createError: () => Error,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(createError()), ms)
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
