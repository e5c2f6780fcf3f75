import { isCount, type Rules, readOptions } from '@signalr-events/internal'
import { SignJWT } from 'jose'
import { readId } from './names.js'
import type { TokenOptions } from './types.js'

/** Signs tokens with an access key, which is used as text, not decoded. */
export type Sign = (
  audience: string,
  seconds: number,
  claims?: Readonly<Record<string, unknown>>,
) => Promise<string>

export function createSign(accessKey: string): Sign {
  const key = new TextEncoder().encode(accessKey)
  return (audience, seconds, claims = {}) => {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key)
  }
}

// Claims that decide who the client is and what the service does. `sub` counts as the user id if there is no other.
const reserved =
  /^(?:aud|exp|iat|iss|jti|nbf|sub|nameid|asrs\..*|http:\/\/schemas\.xmlsoap\.org\/.*\/nameidentifier)$/i

const isClaims = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const rules: Rules<TokenOptions> = {
  userId: [(value) => typeof value === 'string', 'a string'],
  claims: [isClaims, 'an object'],
  expirationTimeInMinutes: [isCount, 'a whole number of minutes, at least 1'],
  signal: [(value) => value instanceof AbortSignal, 'an AbortSignal'],
}

/** Checks the options of a client token. @throws {TypeError} */
export function readTokenOptions(
  options: TokenOptions,
): TokenOptions & { readonly expirationTimeInMinutes: number } {
  const settings = readOptions('getClientAccessToken', options, rules, { expirationTimeInMinutes: 60 })
  if (settings.userId !== undefined) readId('user id', settings.userId)
  for (const name of Object.keys(settings.claims ?? {})) {
    if (reserved.test(name)) throw new TypeError(`getClientAccessToken: the claim '${name}' is reserved`)
  }
  return settings
}

/** Longer tokens make clients fail with 413 when they negotiate. */
const maxTokenLength = 4096

/** A token for one client. @throws {TypeError} if it is longer than the service takes */
export async function signClientToken(sign: Sign, audience: string, options: TokenOptions): Promise<string> {
  const { userId, claims, expirationTimeInMinutes = 60 } = readTokenOptions(options)
  const user = userId === undefined ? {} : { nameid: userId }
  const token = await sign(audience, expirationTimeInMinutes * 60, { ...claims, ...user })
  if (token.length <= maxTokenLength) return token
  throw new TypeError(
    `getClientAccessToken: 'userId' and 'claims' make the token longer than ${maxTokenLength} characters`,
  )
}
