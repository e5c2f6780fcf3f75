/** Callers that wait until nothing is pending. */
export interface IdleWaiters {
  /** Resolves when nothing is pending. */
  wait(): Promise<void>
  /** Must be called whenever fewer events are pending. */
  check(): void
  /** Resolves all waiting promises. */
  releaseAll(): void
}

/** Creates an empty list of waiters. */
export function createIdleWaiters(isIdle: () => boolean): IdleWaiters {
  let waiting: (() => void)[] = []
  function releaseAll(): void {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  return {
    wait: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve))),
    check() {
      if (waiting.length > 0 && isIdle()) releaseAll()
    },
    releaseAll,
  }
}
