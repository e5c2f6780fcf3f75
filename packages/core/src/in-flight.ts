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

/** Counts deliveries in flight, and the bytes of their bodies. */
export class InFlight {
  readonly #limits: InFlightLimits
  #deliveries = 0
  #bytes = 0

  constructor(limits: InFlightLimits) {
    this.#limits = limits
  }

  /**
   * Counts a delivery, before its body is read, and the size that its head declares.
   *
   * @throws {WebhookError} `OVERLOADED`
   */
  enter(request: RequestHead): number {
    const { maxDeliveries, maxBodyBytes } = this.#limits
    if (this.#deliveries >= maxDeliveries) throw new WebhookError('OVERLOADED')
    const length = Number(request.header('content-length') ?? 0)
    // A longer body is not read.
    const bytes = length > 0 ? Math.min(length, maxBodyBytes) : 0
    this.#check(bytes)
    this.#deliveries++
    this.#bytes += bytes
    return bytes
  }

  /**
   * Counts a body whose size was not declared, once it is read.
   *
   * @returns its size
   * @throws {WebhookError} `OVERLOADED`
   */
  add(body: unknown): number {
    const bytes = sizeOf(body)
    this.#check(bytes)
    this.#bytes += bytes
    return bytes
  }

  leave(bytes: number): void {
    this.#deliveries--
    this.#bytes -= bytes
  }

  /** A body that is alone is always handled. */
  #check(bytes: number): void {
    const isTooMuch = this.#bytes > 0 && this.#bytes + bytes > this.#limits.maxBytesInFlight
    if (isTooMuch) throw new WebhookError('OVERLOADED')
  }
}

function sizeOf(body: unknown): number {
  if (typeof body === 'string') return body.length
  return body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? body.byteLength : 0
}
