import type { Clock } from './clock.js'

/** What one Event Grid has to do later: its part of a clock that others may share. */
export interface Timetable {
  at(time: number, run: () => void): void
  /** Nothing of it happens any more. */
  clear(): void
}

/** Makes an empty timetable. */
export function createTimetable(clock: Clock): Timetable {
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
