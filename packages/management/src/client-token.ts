import { isText } from '@signalr-events/internal'
import { ServiceError } from './errors.js'
import type { Settings } from './options.js'
import type { Request } from './request.js'
import { createSign, readTokenOptions, signClientToken } from './token.js'
import type { ClientAccessToken, TokenOptions } from './types.js'

/** Makes tokens for the clients of a hub: signs them with the access key, or lets the service do it. */
export function createClientTokens(
  hub: string,
  path: string,
  { auth, endpoint, clientEndpoint }: Settings,
  request: Request,
): (options: TokenOptions) => Promise<ClientAccessToken> {
  const toUrl = (base: string) => `${base}/client/?hub=${encodeURIComponent(hub)}`
  const url = toUrl(clientEndpoint)
  if ('credential' in auth) {
    return async (options) => ({ url, token: await generateToken(path, request, options) })
  }
  const sign = createSign(auth.accessKey)
  return async (options) => {
    options.signal?.throwIfAborted()
    return { url, token: await signClientToken(sign, toUrl(endpoint), options) }
  }
}

async function generateToken(hubPath: string, request: Request, options: TokenOptions): Promise<string> {
  const { userId, expirationTimeInMinutes, signal, ...more } = readTokenOptions(options)
  const [name] = Object.entries(more).find(([, value]) => value !== false) ?? []
  if (name !== undefined) {
    throw new TypeError(`getClientAccessToken: the service takes no '${name}'. It needs an access key`)
  }
  const query = { userId, minutesToExpire: expirationTimeInMinutes }
  const path = `${hubPath}/:generateToken`
  const { body } = await request({
    method: 'POST',
    path,
    query,
    since: '2022-11-01',
    isIdempotent: true,
    needsBody: true,
    signal,
  })
  if (typeof body === 'object' && body !== null && 'token' in body && isText(body.token)) {
    return body.token
  }
  throw new ServiceError('The service answered without a token.', 'INVALID_RESPONSE')
}
