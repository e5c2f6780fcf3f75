import { failures } from '@signalr-events/core/failures'
import type { OwnCode } from '../findings/own.js'
import type { FindingCode } from '../findings.js'
import type { Rule } from './rule.js'

/** Codes for which the doctor has more specific advice than the table of errors. */
const specific: Readonly<Record<string, FindingCode>> = {
  UNAUTHORIZED: 'KEY_REFUSED',
  NOT_ALLOWED: 'FORBIDDEN',
}

/** The error code of signalr-events in the answer, such as `{"error":"BODY_CONSUMED"}`. */
export const fromOwnCode: Rule = ({ exchange: { answer } }) => {
  const [, code] = /^\s*\{"error":"([A-Z_]+)"\}\s*$/.exec(answer?.body ?? '') ?? []
  if (code === undefined || !Object.hasOwn(failures, code)) return undefined
  return specific[code] ?? (code as OwnCode)
}
