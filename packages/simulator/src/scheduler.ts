import type { Clock } from './clock.js'

/** The timers of one Event Grid, on a clock that others may share. */
export interface Scheduler {
  /** Calls `run` at a time. */
  at(time: number, run: () => void): void
  /** Cancels all timers, also those that are added later. */
  clear(): void
}

/** Creates a scheduler without timers. */
export function createScheduler(clock: Clock): Scheduler {
  const cancels = new Set<() => void>()
  let cleared = false
  return {
    at(time, run) {
      if (cleared) return
      const cancel = clock.at(time, () => {
        cancels.delete(cancel)
        run()
      })
      cancels.add(cancel)
    },
    clear() {
      cleared = true
      for (const cancel of cancels) cancel()
      cancels.clear()
    },
  }
}
