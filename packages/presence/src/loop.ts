/** Work that is repeated until it is stopped. Its timer keeps no process alive. */
export interface Loop {
  /** Repeats the work as soon as possible. */
  wake(): void
  /** Stops, and resolves when work that is under way has ended. */
  stop(): Promise<void>
}

/** @param work must not reject; resolves with the milliseconds to wait before the next time */
export function createLoop(firstMs: number, work: () => Promise<number>): Loop {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let isWoken = false
  let isStopped = false

  function schedule(ms: number): void {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(run, ms)
    timer.unref?.()
  }

  function run(): void {
    isWoken = false
    running = work().then((ms) => {
      running = undefined
      schedule(isWoken ? 0 : ms)
    })
  }

  schedule(firstMs)
  return {
    wake() {
      if (running === undefined && !isWoken) schedule(0)
      isWoken = true
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
