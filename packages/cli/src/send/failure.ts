const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there',
  ENOTFOUND: 'There is no such host',
  EAI_AGAIN: 'The name of the host could not be resolved',
  ECONNRESET: 'The connection was cut before the answer',
  EPIPE: 'The connection was cut before the answer',
  ETIMEDOUT: 'The host does not answer',
  EHOSTUNREACH: 'The host cannot be reached',
  ENETUNREACH: 'The network cannot be reached',
  EPROTO: 'TLS failed; perhaps the server speaks plain http',
  ERR_SSL_WRONG_VERSION_NUMBER: 'TLS failed; perhaps the server speaks plain http',
  CERT_HAS_EXPIRED: 'The certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed, which Event Grid refuses',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is self-signed, which Event Grid refuses',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate cannot be verified; perhaps its chain is incomplete',
}

/** Why a request got no answer, as a sentence. */
export function explainFailure(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === undefined) return message
  if (code.startsWith('HPE_')) return `What came back is not HTTP; perhaps the server speaks https (${code}).`
  return `${reasons[code] ?? 'The request failed'} (${code}).`
}
