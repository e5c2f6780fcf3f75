/** Why a connection brings no answer, and what that means, in plain words. */
export const connectionFailures = {
  HOST_UNKNOWN: 'The name of the host has no address.',
  HOST_UNREACHABLE: 'No packet reaches the host.',
  CONNECTION_REFUSED: 'The host is there, and nobody listens on the port.',
  CONNECTION_RESET: 'The connection ended without an answer.',
  NOT_HTTP: 'What listens on the port does not speak HTTP; it may be a port for TLS.',
  TLS_SELF_SIGNED:
    'The certificate is self-signed, or comes from an authority that nobody knows. Event Grid accepts no such certificate.',
  TLS_INCOMPLETE_CHAIN: 'The server sends its certificate without those between it and a known authority.',
  TLS_EXPIRED: 'The certificate is not valid today.',
  TLS_WRONG_HOST: 'The certificate is for another host.',
  TLS_FAILED: 'There is no TLS connection: the port may speak plain HTTP, or an old version of TLS.',
} as const

/** Why a connection brings no answer. */
export type ConnectionFailure = keyof typeof connectionFailures
