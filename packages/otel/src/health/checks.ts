import { withTimeout } from '@signalr-events/internal'

/** Asks what the server depends on. What throws, rejects or takes too long has failed. */
export type Check = () => unknown

/** Limits of a check. */
export interface CheckLimits {
  /** How long a check may take, in milliseconds. */
  readonly timeout: number
  /** How many failures in a row make it fail. */
  readonly failureThreshold: number
  /** How many successes in a row make it pass again. */
  readonly successThreshold: number
}

/**
 * A check that changes its state only after several results in a row, so that one slow answer does not take an
 * instance out of rotation. The first result counts at once.
 */
export class SteadyCheck {
  readonly #check: Check
  readonly #limits: CheckLimits
  #passes: boolean | undefined
  /** Results in a row that differ from the state. */
  #others = 0

  constructor(check: Check, limits: CheckLimits) {
    this.#check = check
    this.#limits = limits
  }

  /** Runs the check. Resolves with whether it passes. @param onError receives why it failed */
  async run(onError: (error: unknown) => void): Promise<boolean> {
    const hasPassed = await this.#ask(onError)
    if (this.#passes === undefined) this.#passes = hasPassed
    this.#others = hasPassed === this.#passes ? 0 : this.#others + 1
    const { failureThreshold, successThreshold } = this.#limits
    if (this.#others >= (this.#passes ? failureThreshold : successThreshold)) {
      this.#passes = hasPassed
      this.#others = 0
    }
    return this.#passes
  }

  async #ask(onError: (error: unknown) => void): Promise<boolean> {
    const { timeout } = this.#limits
    try {
      const work = Promise.resolve().then(this.#check)
      await withTimeout(work, timeout, () => new Error(`the check took longer than ${timeout} ms`))
      return true
    } catch (error) {
      onError(error)
      return false
    }
  }
}
