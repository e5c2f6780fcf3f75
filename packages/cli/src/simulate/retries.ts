/** Times that are waited for. */
export interface Waits {
  add(time: number): void
  /** How many have not come yet. */
  count(): number
}

/** Makes an empty list of times. It holds little more than those that have not come. */
export function createWaits(now: () => number): Waits {
  let times: number[] = []
  let room = 1000

  function drop(): void {
    const time = now()
    times = times.filter((one) => one > time)
    room = Math.max(1000, 2 * times.length)
  }

  return {
    add(time) {
      times.push(time)
      if (times.length > room) drop()
    },
    count() {
      drop()
      return times.length
    },
  }
}
