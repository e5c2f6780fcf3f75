import { WebhookError } from './errors.js'
import type { RequestHead } from './http.js'

/** Limits of what is in flight. */
export interface InFlightLimits {
  readonly maxDeliveries: number
  /** In bytes. */
  readonly maxBytesInFlight: number
  /** In bytes. */
  readonly maxBodyBytes: number
}

/** The share of one delivery in what is in flight. */
export interface Share {
  /**
   * Counts a body while it is read, by its size so far. A size that was declared counts from the start.
   *
   * @throws {WebhookError} `OVERLOADED`
   */
  readonly grow: (size: number) => void
  /** Ends it. */
  readonly leave: () => void
}

/** Counts deliveries in flight, and the bytes of their bodies. */
export class InFlight {
  readonly #limits: InFlightLimits
  #deliveries = 0
  #bytes = 0

  constructor(limits: InFlightLimits) {
    this.#limits = limits
  }

  get deliveries(): number {
    return this.#deliveries
  }

  /**
   * Counts a delivery before its body is read, with the size that its head declares.
   *
   * @throws {WebhookError} `OVERLOADED`
   */
  enter(request: RequestHead): Share {
    const { maxDeliveries, maxBytesInFlight, maxBodyBytes } = this.#limits
    let bytes = 0
    let left = false
    const grow = (size: number) => {
      // An adapter may still read after the deadline.
      if (left || !(size > bytes)) return
      const others = this.#bytes - bytes
      // A body that is alone is always handled.
      if (others > 0 && others + size > maxBytesInFlight) throw new WebhookError('OVERLOADED')
      this.#bytes = others + size
      bytes = size
    }
    if (this.#deliveries >= maxDeliveries) throw new WebhookError('OVERLOADED')
    // A body that is longer is not read.
    grow(Math.min(Number(request.header('content-length')), maxBodyBytes))
    this.#deliveries++
    return {
      grow,
      leave: () => {
        left = true
        this.#deliveries--
        this.#bytes -= bytes
      },
    }
  }
}
