/** Waits for a promise, and rejects when it takes longer than `ms` milliseconds. */
export function inTime<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`redisStore: Redis has not answered within ${ms} ms`))
    const timer = setTimeout(late, ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
