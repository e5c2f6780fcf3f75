import type { FindingCode } from '../findings.js'
import type { Rule } from './rule.js'

const codes: Readonly<Record<number, FindingCode>> = {
  401: 'KEY_REFUSED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'NOT_FOUND',
  410: 'NOT_FOUND',
  413: 'BODY_LIMIT',
  415: 'MEDIA_TYPE_REFUSED',
  501: 'NOT_FOUND',
}

/** The cause in the status of the answer. */
export const fromStatus: Rule = ({ exchange: { answer } }) => {
  const status = answer?.status ?? 0
  if (status > 204 && status < 300) return 'DELIVERY_STATUS'
  if (status >= 300 && status < 400) return 'REDIRECT'
  return codes[status] ?? (status >= 500 ? 'SERVER_ERROR' : undefined)
}
