/** A scheduled call. */
interface Timer {
  readonly time: number
  readonly run: () => void
}

/** Scheduled calls, ordered by time and then by when they were added. */
interface Timers {
  /** Returns a function that removes the timer. */
  add(time: number, run: () => void): () => void
  /** Removes and returns the first timer up to a time. */
  take(until: number): Timer | undefined
}

/** Creates an empty list of timers. */
export function createTimers(): Timers {
  // Sorted from latest to earliest, so that the next timer is removed from the end.
  const timers: Timer[] = []

  function indexBefore(time: number): number {
    let [low, high] = [0, timers.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((timers[middle] as Timer).time > time) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    add(time, run) {
      const timer = { time, run }
      timers.splice(indexBefore(time), 0, timer)
      return () => {
        const index = timers.indexOf(timer, indexBefore(time))
        if (index >= 0) timers.splice(index, 1)
      }
    },
    take(until) {
      const next = timers.at(-1)
      return next !== undefined && next.time <= until ? timers.pop() : undefined
    },
  }
}
