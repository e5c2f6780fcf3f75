/** Those who wait until nothing is pending. */
export interface Idleness {
  wait(): Promise<void>
  /** To be called whenever less is pending. */
  check(): void
  /** Has nobody wait any more. */
  end(): void
}

/** Knows when nothing is pending. */
export function createIdleness(isIdle: () => boolean): Idleness {
  let waiting: (() => void)[] = []
  function end(): void {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  return {
    wait: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve))),
    check() {
      if (waiting.length > 0 && isIdle()) end()
    },
    end,
  }
}
