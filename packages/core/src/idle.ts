/** Counts running work, and notifies when none is left. */
export class Idle {
  #running = 0
  #waiting: (() => void)[] = []

  begin(): void {
    this.#running++
  }

  end(): void {
    if (--this.#running > 0) return
    for (const resolve of this.#waiting) resolve()
    this.#waiting = []
  }

  /** Resolves when nothing runs. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#running === 0) resolve()
      else this.#waiting.push(resolve)
    })
  }
}
