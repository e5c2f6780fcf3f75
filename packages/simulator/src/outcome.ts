import type { HttpAnswer } from './exchange.js'
import { judgeDelivery } from './retry.js'

/**
 * What came of an attempt to deliver, in the words of dead letters. `Delivered` is none of Event Grid's: a dead
 * letter never has it. Which word stands for other statuses is not documented; here it is `Aborted`. `Probation` is
 * that of an event that was given up without an attempt.
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

/** What an answer means. */
export function toOutcome({ status }: HttpAnswer): Outcome {
  return judgeDelivery(status).state === 'accepted' ? 'Delivered' : (statuses[status] ?? 'Aborted')
}

/** What an error of the connection means. */
export function toErrorOutcome(code: string): Outcome {
  if (code === 'TimeoutError') return 'TimedOut'
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'ResolutionError' : 'SocketError'
}
