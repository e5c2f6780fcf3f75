/** Work in progress outside the simulation, such as requests. */
export interface Tracker {
  /** Registers work and returns it. */
  track<Work>(work: Promise<Work>): Promise<Work>
  /**
   * Resolves when all work is done, including work that starts meanwhile. Work that takes longer than `maxWaitMs` is no
   * longer waited for.
   */
  whenIdle(maxWaitMs: number): Promise<void>
  /** Waits again for work that had taken too long. */
  resumeLate(): void
}

/** Creates a tracker without work. */
export function createTracker(): Tracker {
  const inProgress = new Set<Promise<unknown>>()
  const late = new Set<Promise<unknown>>()
  return {
    track<Work>(work: Promise<Work>): Promise<Work> {
      const done = work.then(remove, remove)
      function remove() {
        inProgress.delete(done)
        late.delete(done)
      }
      inProgress.add(done)
      return work
    },
    async whenIdle(maxWaitMs) {
      while (inProgress.size > 0) {
        if (await isDoneWithin(Promise.all(inProgress), maxWaitMs)) continue
        for (const work of inProgress) late.add(work)
        inProgress.clear()
      }
    },
    resumeLate() {
      for (const work of late) inProgress.add(work)
      late.clear()
    },
  }
}

async function isDoneWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  if (ms === Number.POSITIVE_INFINITY) return work.then(() => true)
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  const isDone = await Promise.race([work.then(() => true), timeout])
  clearTimeout(timer)
  return isDone
}
