import { type Context, WebhookError } from '@signalr-events/core'
import { withTimeout } from '@signalr-events/internal'
import { batchCalls } from './batch.js'
import type { Claim } from './claim.js'
import type { DedupeSettings } from './options.js'

const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [50, 1000]

/** Event Grid waits 30 seconds for an answer, and a webhook 25 by default: a later one means another delivery. */
const ANSWER_WITHIN_MS = 20_000

/** Marks an event as done. */
export type Mark = (claim: Claim, context: Context) => Promise<void>

/**
 * Marks that are tried again while the claim lasts. An answer waits for its mark until 20 seconds after the delivery
 * came in: a 503 would only make sure that the event is handled twice. After that, the tries go on without it.
 *
 * @throws {WebhookError} NOT_REMEMBERED
 */
export function createMark({ store, retention }: DedupeSettings): Mark {
  const markDone = batchCalls(async (keys) => store.done(keys, retention))

  async function tryAgain({ key, endsAt }: Claim, failure: unknown): Promise<void> {
    let cause = failure
    for (let pauseMs = SHORTEST_PAUSE_MS; Date.now() + pauseMs < endsAt; ) {
      await pause(pauseMs)
      try {
        return await markDone(key)
      } catch (error) {
        cause = error
      }
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
    throw new WebhookError('NOT_REMEMBERED', { cause })
  }

  return async (claim, { delivery }) => {
    try {
      await markDone(claim.key)
    } catch (cause) {
      const leftMs = delivery.receivedAt + ANSWER_WITHIN_MS - Date.now()
      const late = () => new WebhookError('NOT_REMEMBERED', { cause })
      await withTimeout(tryAgain(claim, cause), Math.max(leftMs, 0), late)
    }
  }
}

/** Does not keep the process alive: a server that is closed while its store is down shall end. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms) as { unref?(): void }
    timer.unref?.()
  })
}
