import { type Context, WebhookError } from '@signalr-events/core'
import { withTimeout } from '@signalr-events/internal'
import type { Claim } from './claim.js'

const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [50, 1000]

/** Event Grid waits 30 seconds for an answer, and a webhook 25 by default: a later one means another delivery. */
const ANSWER_WITHIN_MS = 20_000

/** Marks the event of a key as done. */
export type Mark = (key: string) => Promise<void>

/**
 * Marks an event again whose mark has failed, while its claim lasts. An answer waits for its mark until 20 seconds
 * after the delivery came in: a 503 would only make sure that the event is handled twice. After that, the tries go on
 * without it.
 *
 * @param failure why the first mark has failed
 * @throws {WebhookError} NOT_REMEMBERED
 */
export async function markAgain(
  mark: Mark,
  claim: Claim,
  { delivery }: Context,
  failure: unknown,
): Promise<void> {
  const leftMs = delivery.receivedAt + ANSWER_WITHIN_MS - Date.now()
  const late = () => new WebhookError('NOT_REMEMBERED', { cause: failure })
  await withTimeout(tryAgain(mark, claim, failure), Math.max(leftMs, 0), late)
}

async function tryAgain(mark: Mark, { key, endsAt }: Claim, failure: unknown): Promise<void> {
  let cause = failure
  for (let pauseMs = SHORTEST_PAUSE_MS; Date.now() + pauseMs < endsAt; ) {
    await pause(pauseMs)
    try {
      return await mark(key)
    } catch (error) {
      cause = error
    }
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
  throw new WebhookError('NOT_REMEMBERED', { cause })
}

/** Does not keep the process alive: a server that is closed while its store is down must exit. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms) as { unref?(): void }
    timer.unref?.()
  })
}
