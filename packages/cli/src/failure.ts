import { type ConnectionFailure, connectionFailures } from './connection-failures.js'

/** @see https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const failures: Readonly<Record<string, ConnectionFailure>> = {
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

/** The failure that an error of a connection stands for; `undefined` for another error. */
export function toConnectionFailure(error: unknown): ConnectionFailure | undefined {
  const code = toCode(error)
  if (/^(EPROTO|ERR_SSL|ERR_TLS|CERT)/.test(code)) return failures[code] ?? 'TLS_FAILED'
  return code.startsWith('HPE_') ? 'NOT_HTTP' : failures[code]
}

/** Explains why a request got no answer: the code of the error and a sentence. */
export function explainFailure(error: unknown): string {
  const failure = toConnectionFailure(error)
  if (failure !== undefined) return `${toCode(error)}: ${connectionFailures[failure]}`
  return toCode(error) || (error instanceof Error ? error.message : String(error))
}

/** Explains the reason of a handshake that failed, in sentences. */
export function explainReason(reason: string): string {
  const [, code = ''] = /^No answer: (\w+)$/.exec(reason) ?? []
  const failure = failures[code]
  return failure === undefined ? `${reason}.` : `${reason}. ${connectionFailures[failure]}`
}

/** The code of a connection error, which holds no secrets; empty if it has none. */
export function toCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
