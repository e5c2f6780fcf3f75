/** Retries that are due in the future. */
export interface Retries {
  add(time: number): void
  /** How many are still due. */
  count(): number
}

/** Creates an empty list. Its memory is proportional to the retries that are still due. */
export function createRetries(now: () => number): Retries {
  let times: number[] = []
  let limit = 1000

  function removePast(): void {
    const time = now()
    times = times.filter((one) => one > time)
    limit = Math.max(1000, 2 * times.length)
  }

  return {
    add(time) {
      times.push(time)
      if (times.length > limit) removePast()
    },
    count() {
      removePast()
      return times.length
    },
  }
}
