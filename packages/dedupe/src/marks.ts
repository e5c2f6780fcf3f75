import { type Delivery, WebhookError } from '@signalr-events/core'
import { withTimeout } from '@signalr-events/internal'
import type { Send } from './batch.js'
import type { Claim } from './claim.js'
import { Lease } from './lease.js'

const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [50, 1000]

/** Event Grid waits 30 seconds for an answer, and a webhook 25 by default: a later one means another delivery. */
const ANSWER_WITHIN_MS = 20_000

/** Marks the handled events of a delivery as done. Those that end in one turn of the event loop share a promise. */
export class Marks {
  readonly #mark: Send
  readonly #answerWithin: Lease
  #sent: Promise<void> | undefined
  #claims: Claim[] = []
  #marked: Promise<void> = Promise.resolve()

  constructor(mark: Send, delivery: Delivery) {
    this.#mark = mark
    this.#answerWithin = new Lease(delivery.receivedAt + ANSWER_WITHIN_MS - Date.now())
  }

  /** @throws {WebhookError} NOT_REMEMBERED */
  add(claim: Claim): Promise<void> {
    const sent = this.#mark(claim.key)
    if (sent !== this.#sent) {
      this.#sent = sent
      this.#claims = []
      this.#marked = this.#settle(sent, this.#claims)
    }
    this.#claims.push(claim)
    return this.#marked
  }

  /**
   * Marks events again whose mark has failed, while their claims last. An answer waits for its marks until 20 seconds
   * after the delivery came in: a 503 would only make sure that the events are handled twice. After that, the tries go
   * on without it.
   */
  async #settle(sent: Promise<void>, claims: readonly Claim[]): Promise<void> {
    try {
      await sent
    } catch (cause) {
      const late = () => new WebhookError('NOT_REMEMBERED', { cause })
      await withTimeout(this.#tryAgain(claims, cause), Math.max(this.#answerWithin.leftMs, 0), late)
    }
  }

  async #tryAgain(claims: readonly Claim[], failure: unknown): Promise<void> {
    let cause = failure
    const isHeldFor = (ms: number) => claims.every(({ lease }) => ms < lease.leftMs)
    for (let pauseMs = SHORTEST_PAUSE_MS; isHeldFor(pauseMs); ) {
      await pause(pauseMs)
      try {
        return void (await Promise.all(claims.map(({ key }) => this.#mark(key))))
      } catch (error) {
        cause = error
      }
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
    throw new WebhookError('NOT_REMEMBERED', { cause })
  }
}

/** Does not keep the process alive: a server that is closed while its store is down must end. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms) as { unref?(): void }
    timer.unref?.()
  })
}
