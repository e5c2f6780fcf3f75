import type { HttpAnswer } from './exchange.js'
import { classifyDelivery } from './retry.js'

/**
 * The outcome of an attempt to deliver, as in the `lastDeliveryOutcome` of dead letters. `Delivered` does not exist
 * there. The outcome of other statuses is not documented; here it is `Aborted`. `Probation` means that an event was
 * discarded without an attempt.
 *
 * @source https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export type Outcome =
  | 'Delivered'
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'TimedOut'
  | 'PayloadTooLarge'
  | 'Busy'
  | 'SocketError'
  | 'ResolutionError'
  | 'Aborted'
  | 'Probation'

const statuses: Readonly<Record<number, Outcome>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  408: 'TimedOut',
  413: 'PayloadTooLarge',
  429: 'Busy',
  503: 'Busy',
}

/** The outcome of an answer. */
export function toOutcome({ status }: HttpAnswer): Outcome {
  return classifyDelivery(status).state === 'accepted' ? 'Delivered' : (statuses[status] ?? 'Aborted')
}

/** The outcome of a connection error. */
export function toErrorOutcome(code: string): Outcome {
  if (code === 'TimeoutError') return 'TimedOut'
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'ResolutionError' : 'SocketError'
}
