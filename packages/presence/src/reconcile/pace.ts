import { sleep } from '@signalr-events/internal'

const SLOW_MS = 60_000

/** Spreads questions over time. */
export class Pace {
  readonly #intervalMs: number
  // Not the time of day, which may be set back: then the next question would wait as long.
  #nextAt = 0
  #slowUntil = 0

  constructor(perSecond: number) {
    this.#intervalMs = 1_000 / perSecond
  }

  /** Half as many questions for a minute: the service is busy. */
  slowDown(): void {
    this.#slowUntil = performance.now() + SLOW_MS
  }

  /** Resolves when the next question may be asked, or the signal aborts. */
  async next(signal: AbortSignal): Promise<void> {
    const now = performance.now()
    const at = Math.max(now, this.#nextAt)
    this.#nextAt = at + this.#intervalMs * (now < this.#slowUntil ? 2 : 1)
    if (at > now) await sleep(at - now, signal)
  }
}
