/** Why a connection fails, in one sentence each. */
export const connectionFailures = {
  HOST_UNKNOWN: 'The host name has no address.',
  HOST_UNREACHABLE: 'The host cannot be reached.',
  CONNECTION_REFUSED: 'The host exists, but nothing listens on the port.',
  CONNECTION_RESET: 'The connection was closed without an answer.',
  NOT_HTTP: 'The server does not speak HTTP on this port. It may be a port for TLS.',
  TLS_SELF_SIGNED:
    'The certificate is self-signed or comes from an unknown authority. Event Grid does not accept it.',
  TLS_INCOMPLETE_CHAIN: 'The server sends its certificate without the intermediate certificates.',
  TLS_EXPIRED: 'The certificate has expired or is not valid yet.',
  TLS_WRONG_HOST: 'The certificate is for another host.',
  TLS_FAILED: 'The TLS connection fails. The port may speak plain HTTP or an old version of TLS.',
} as const

/** The code of a connection failure. */
export type ConnectionFailure = keyof typeof connectionFailures
