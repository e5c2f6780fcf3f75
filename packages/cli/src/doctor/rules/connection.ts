import type { FindingCode } from '../findings.js'
import type { Rule } from './rule.js'

/** @see https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const codes: Readonly<Record<string, FindingCode>> = {
  ENOTFOUND: 'HOST_UNKNOWN',
  EAI_AGAIN: 'HOST_UNKNOWN',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ECONNRESET: 'CONNECTION_RESET',
  EPIPE: 'CONNECTION_RESET',
  EHOSTUNREACH: 'HOST_UNREACHABLE',
  ENETUNREACH: 'HOST_UNREACHABLE',
  ETIMEDOUT: 'HOST_UNREACHABLE',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS_SELF_SIGNED',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS_SELF_SIGNED',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS_INCOMPLETE_CHAIN',
  UNABLE_TO_GET_ISSUER_CERT: 'TLS_INCOMPLETE_CHAIN',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS_INCOMPLETE_CHAIN',
  CERT_HAS_EXPIRED: 'TLS_EXPIRED',
  CERT_NOT_YET_VALID: 'TLS_EXPIRED',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS_WRONG_HOST',
}

/** Whether the time was over. */
export const fromTimeout: Rule = ({ exchange: { error } }) =>
  error instanceof Error && error.name === 'TimeoutError' ? 'TOO_SLOW' : undefined

/** Why there is no answer. */
export const fromConnection: Rule = ({ exchange: { error } }) => {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (/^(EPROTO|ERR_SSL|ERR_TLS|CERT)/.test(code)) return codes[code] ?? 'TLS_FAILED'
  return code.startsWith('HPE_') ? 'NOT_HTTP' : codes[code]
}
