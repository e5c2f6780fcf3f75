/**
 * A time that ends by the first of two clocks: the time of day may be set back, and the other one stands still while some
 * machines sleep. A claim that is only believed to be held may be that of another delivery.
 */
export class Lease {
  readonly #endsAt: number
  readonly #endsAtMonotonic: number

  /** @param ms from now on */
  constructor(ms: number) {
    this.#endsAt = Date.now() + ms
    this.#endsAtMonotonic = performance.now() + ms
  }

  /** How many milliseconds are left. Not more than 0 once it has ended. */
  get leftMs(): number {
    return Math.min(this.#endsAt - Date.now(), this.#endsAtMonotonic - performance.now())
  }
}
