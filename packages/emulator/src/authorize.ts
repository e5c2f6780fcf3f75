import type { IncomingMessage } from 'node:http'
import type { ExpectedAudience } from './audience.js'
import type { Context } from './context.js'
import type { Settings } from './settings.js'
import type { Claims } from './token.js'
import type { RequestUrl } from './url.js'

/** By HTTP/2, browsers reach Azure with headers of at most 4 KiB. SDKs refuse longer tokens too. */
const MAX_TOKEN_LENGTH = 4096

/** A request with a valid token, or the `WWW-Authenticate` of its refusal. */
export type Authorized = { readonly claims: Claims } | { readonly challenge: string }

/** Verifies the token of a request. The developer gets the reason of a refusal in full, the client in one sentence. */
export async function authorize(
  { settings, tokens, endpoint }: Context,
  request: IncomingMessage,
  { path, query }: RequestUrl,
  expected: Omit<ExpectedAudience, 'endpoint'>,
): Promise<Authorized> {
  const header = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
  // Browsers cannot set the header of a WebSocket. That of a REST call they set only where CORS allows it, which keeps
  // pages away from the REST API, although everybody knows the default key.
  const token = header ?? (expected.hub === undefined ? null : query.get('access_token'))
  // Without the query, where a browser has its token.
  const refused = (details: string) => settings.warn('token-refused', `${request.method} ${path}: ${details}`)
  if (token === null || token === '') {
    refused('there is no token')
    return { challenge: 'Bearer' }
  }
  const verified = await tokens.verify(token, { endpoint, ...expected })
  // With `id`, it is a later request of a connection.
  if ('claims' in verified && expected.hub !== undefined && !query.has('id'))
    warnOfLength(settings, `${request.method} ${path}`, token)
  if ('claims' in verified) return verified
  refused(`${verified.error}: ${verified.details}`)
  return { challenge: `Bearer error="invalid_token", error_description="${verified.error}"` }
}

function warnOfLength({ warn }: Settings, request: string, { length }: string): void {
  if (length <= MAX_TOKEN_LENGTH) return
  const limit = `browsers and SDKs reach Azure with at most ${MAX_TOKEN_LENGTH.toLocaleString('en')}`
  warn(
    'token-too-long',
    `${request}: the token has ${length.toLocaleString('en')} characters, ${limit}: use fewer claims`,
  )
}
