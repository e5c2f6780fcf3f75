import {
  type ConnectionEvent,
  type FailureCode,
  isWebhookError,
  type RequestHead,
  type WebhookResponse,
} from '@signalr-events/core'
import { failures } from '@signalr-events/core/failures'

/** How a delivery was answered: `lost` is a status that Event Grid does not retry. */
export type DeliveryOutcome = 'accepted' | 'handshake' | 'lost' | 'retried'

/** What became of an event. `skipped` was acknowledged by middleware before it reached its handler. */
export type EventOutcome = 'handled' | 'skipped' | 'duplicate' | 'dropped' | 'failed'

const notRetried: readonly number[] = [400, 401, 403, 413]

/** Whether Event Grid does not retry what is answered so. */
export const isLost = (status: number): boolean => notRetried.includes(status)

export function toDeliveryOutcome(request: RequestHead, response: WebhookResponse): DeliveryOutcome {
  if (isLost(response.status)) return 'lost'
  if (response.status !== 200) return 'retried'
  return request.method === 'OPTIONS' || response.body !== null ? 'handshake' : 'accepted'
}

/** The failure code that a delivery was answered with. */
export function toAnsweredCode({ status, body }: WebhookResponse): string | undefined {
  return status === 200 || body === null ? undefined : (JSON.parse(body) as { error: string }).error
}

/** The code by which the webhook reports what middleware or a handler threw. */
export function toCode(thrown: unknown): FailureCode {
  const isKnown = isWebhookError(thrown) && (failures[thrown.code].status ?? 500) >= 500
  return isKnown ? thrown.code : 'HANDLER_FAILED'
}

/** What became of an event by the code that it failed with, if any, and whether its handler was called. */
export function toEventOutcome(
  event: ConnectionEvent,
  code: FailureCode | undefined,
  isReached: boolean,
): EventOutcome {
  if (code === 'DROPPED') return 'dropped'
  if (code !== undefined && code !== 'NOT_REMEMBERED') return 'failed'
  if (isReached) return 'handled'
  return duplicates.has(event) ? 'duplicate' : 'skipped'
}

const duplicates = /* @__PURE__ */ new WeakSet<ConnectionEvent>()

/**
 * Counts an event as a duplicate, and not only as skipped. For `onDuplicate` of `dedupe`.
 *
 * @example
 * ```ts
 * import { dedupe, memoryStore } from '@signalr-events/dedupe'
 * import { countDuplicate, createWebhook } from '@signalr-events/otel'
 *
 * createWebhook({}, { use: [dedupe({ store: memoryStore(), onDuplicate: countDuplicate })] })
 * ```
 */
export function countDuplicate(event: ConnectionEvent): void {
  duplicates.add(event)
}
