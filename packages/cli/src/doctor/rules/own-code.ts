import { failures } from '@signalr-events/core/failures'
import type { OwnCode } from '../findings/own.js'
import type { FindingCode } from '../findings.js'
import type { Rule } from './rule.js'

/** Error codes with a more specific finding. */
const specific: Readonly<Record<string, FindingCode>> = {
  UNAUTHORIZED: 'KEY_REFUSED',
  NOT_ALLOWED: 'FORBIDDEN',
}

/** The cause if the answer holds an error code of signalr-events, such as `{"error":"BODY_CONSUMED"}`. */
export const fromOwnCode: Rule = ({ exchange: { answer } }) => {
  const [, code] = /^\s*\{"error":"([A-Z_]+)"\}\s*$/.exec(answer?.body ?? '') ?? []
  if (code === undefined || !Object.hasOwn(failures, code)) return undefined
  return specific[code] ?? (code as OwnCode)
}
