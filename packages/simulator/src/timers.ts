/** Something that is to happen. */
interface Timer {
  readonly time: number
  readonly run: () => void
}

/** What is to happen, in the order of time, and of being added. */
interface Timers {
  /** What it returns takes the timer out again. */
  add(time: number, run: () => void): () => void
  /** Takes out the first timer up to a time. */
  take(until: number): Timer | undefined
}

/** Makes a list of timers. */
export function createTimers(): Timers {
  // The latest first, so that what is next is taken from the end.
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
