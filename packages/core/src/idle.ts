/** Counts work that runs. */
export class Idle {
  #running = 0
  #waiting: (() => void)[] = []

  begin(): void {
    this.#running++
  }

  end(): void {
    if (--this.#running > 0) return
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** Resolves when nothing runs. */
  async whenIdle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
