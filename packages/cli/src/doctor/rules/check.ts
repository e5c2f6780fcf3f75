import { classifyDelivery } from '@signalr-events/simulator'
import type { FindingCode } from '../findings.js'
import type { Rule } from './rule.js'

/** The cause of each check. Ordinary deliveries have passed by then, so its failure has one cause. */
const codes: Readonly<Record<string, FindingCode>> = {
  'black-box-other-origin': 'OTHER_ORIGIN_ALLOWED',
  'black-box-few-headers': 'NEEDS_HEADERS',
  'black-box-unknown-type': 'UNKNOWN_TYPE_REFUSED',
  'black-box-batch': 'BATCH_REFUSED',
  'black-box-invalid-among-valid': 'BAD_EVENT_LOSES_BATCH',
  'black-box-large-batch': 'BODY_LIMIT',
  'black-box-megabyte': 'BODY_LIMIT_1_MB',
  'doctor-keyless-validation': 'OPEN_TO_ANYBODY',
  'doctor-keyless-delivery': 'OPEN_TO_ANYBODY',
  'doctor-early': 'ACKNOWLEDGES_EARLY',
  'doctor-unread': 'ACKNOWLEDGES_UNREAD',
}

const large = ['black-box-large-batch', 'black-box-megabyte']

/** The cause if many deliveries at once were too many. */
export const fromBurst: Rule = ({ id, exchange: { answer } }) => {
  if (id !== 'doctor-burst' || answer === undefined) return undefined
  return classifyDelivery(answer.status).state === 'lost' ? 'BURST_REFUSED' : 'RATE_LIMITED'
}

/** The cause of the check, unless a rate limiter or a missing answer is the cause. */
export const fromCheck: Rule = ({ id, exchange: { answer } }) => {
  // Servers close the connection of a client that keeps sending after a 413.
  if (answer === undefined) return large.includes(id) ? codes[id] : undefined
  const { status } = answer
  // A 403 where ordinary deliveries have passed comes from a firewall or a rate limiter.
  if (!(id in codes) || status === 403 || status === 415) return undefined
  return status === 429 ? 'RATE_LIMITED' : codes[id]
}
