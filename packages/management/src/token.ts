import { isCount, type Rules, readOptions } from '@signalr-events/internal'
import { SignJWT } from 'jose'
import { MAX_INT32, signalRule } from './call-options.js'
import { readId } from './names.js'
import type { TokenOptions } from './types.js'

/** Signs tokens with an access key, which is used as text, not decoded. */
export type Sign = (audience: string, lifetime: Lifetime, claims?: Claims) => Promise<string>

type Claims = Readonly<Record<string, unknown>>

/** In seconds since 1970. */
interface Lifetime {
  readonly issuedAt: number
  readonly expiresAt: number
}

/** A lifetime that begins now. */
export function toLifetime(seconds: number): Lifetime {
  const issuedAt = Math.floor(Date.now() / 1000)
  return { issuedAt, expiresAt: issuedAt + seconds }
}

export function createSign(accessKey: string): Sign {
  const key = new TextEncoder().encode(accessKey)
  return (audience, { issuedAt, expiresAt }, claims = {}) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key)
}

// Claims that decide who the client is and what the service does. `sub` counts as the user id if there is no other.
const reserved =
  /^(?:aud|exp|iat|iss|jti|nbf|sub|nameid|asrs\..*|http:\/\/schemas\.xmlsoap\.org\/.*\/nameidentifier)$/i

// A map or a list of claims would become a token without them.
const isClaims = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Object]'
const isMinutes = (value: unknown): boolean => isCount(value) && value <= MAX_INT32
const flagRule = [(value: unknown) => typeof value === 'boolean', 'true or false'] as const

const rules: Rules<TokenOptions> = {
  userId: [(value) => typeof value === 'string', 'a string'],
  claims: [isClaims, 'an object'],
  expirationTimeInMinutes: [isMinutes, `a whole number of minutes, from 1 to ${MAX_INT32}`],
  enableDetailedErrors: flagRule,
  closeOnAuthenticationExpiration: flagRule,
  signal: signalRule,
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

/**
 * The claims that the service reads, with the values that Azure's SDK gives them.
 *
 * @see https://github.com/Azure/azure-signalr/blob/dev/src/Microsoft.Azure.SignalR.Common/Utilities/ClaimsUtility.cs
 */
function toSystemClaims(
  { userId, enableDetailedErrors, closeOnAuthenticationExpiration }: TokenOptions,
  { expiresAt }: Lifetime,
): Claims {
  return {
    ...(userId !== undefined && { nameid: userId }),
    ...(enableDetailedErrors === true && { 'asrs.s.derror': 'True' }),
    ...(closeOnAuthenticationExpiration === true && {
      'asrs.s.coae': 'true',
      'asrs.s.aeo': String(expiresAt),
    }),
  }
}

/** Longer tokens make clients fail with 413 when they negotiate. */
const maxTokenLength = 4096

/** A token for one client. @throws {TypeError} if it is longer than the service takes */
export async function signClientToken(sign: Sign, audience: string, options: TokenOptions): Promise<string> {
  const settings = readTokenOptions(options)
  const lifetime = toLifetime(settings.expirationTimeInMinutes * 60)
  const claims = { ...settings.claims, ...toSystemClaims(settings, lifetime) }
  const token = await sign(audience, lifetime, claims)
  if (token.length <= maxTokenLength) return token
  throw new TypeError(
    `getClientAccessToken: 'userId' and 'claims' make the token longer than ${maxTokenLength} characters`,
  )
}
