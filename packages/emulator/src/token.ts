import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { type ExpectedAudience, isAudience, toAudience } from './audience.js'

export type Claims = Readonly<Record<string, unknown>>

/** A token that is valid, or why it is not. */
export type Verified =
  | { readonly claims: Claims }
  | {
      /** One sentence for the client. */
      readonly error: string
      /** What the developer needs to know, without the token. */
      readonly details: string
    }

/** Signs and verifies tokens. */
export interface Tokens {
  sign(audience: string, lifetimeMs: number, claims?: Claims): Promise<string>
  verify(token: string, expected: ExpectedAudience): Promise<Verified>
}

/** Clocks may differ by this much for `nbf`, in seconds. */
const notBeforeGrace = 300

export async function createTokens(
  accessKeys: readonly string[],
  strictness: 'without-port' | 'exact' | 'unchecked',
): Promise<Tokens> {
  // Imported once: to import a key for each token costs more than to verify it.
  const keys = await Promise.all(accessKeys.map(importKey))
  return {
    sign(audience, lifetimeMs, claims = {}) {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + Math.ceil(lifetimeMs / 1000))
        .sign(keys[0] as CryptoKey)
    },
    async verify(token, expected) {
      let failure = refuse('The token is missing', 'it is missing')
      for (const key of keys) {
        try {
          return check(await verifySignature(token, key), expected, strictness)
        } catch (error) {
          failure = toFailure(error)
          if (!(error instanceof errors.JWSSignatureVerificationFailed)) return failure
        }
      }
      return failure
    },
  }
}

/** The key is used as text: nothing is decoded. */
function importKey(key: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', new TextEncoder().encode(key), algorithm, false, ['sign', 'verify'])
}

async function verifySignature(token: string, key: CryptoKey): Promise<JWTPayload> {
  const options = { algorithms: ['HS256'], requiredClaims: ['exp'], clockTolerance: notBeforeGrace }
  return (await jwtVerify(token, key, options)).payload
}

function check(
  claims: JWTPayload,
  expected: ExpectedAudience,
  strictness: 'without-port' | 'exact' | 'unchecked',
): Verified {
  // The tolerance is for `nbf` alone.
  if (Number(claims.exp) * 1000 <= Date.now()) return expired(claims)
  if (isAudience([claims.aud].flat(), expected, strictness)) return { claims }
  const wanted = toAudience(expected)
  return refuse(
    'The audience is invalid',
    `claim 'aud' is ${JSON.stringify(claims.aud)}, expected "${wanted}"`,
  )
}

const refuse = (error: string, details: string) => ({ error, details })

function expired({ exp }: JWTPayload) {
  const at = new Date(Number(exp) * 1000)
  const time = Number.isNaN(at.getTime()) ? String(exp) : at.toISOString()
  return refuse(`The token expired at '${time}'`, `claim 'exp' is ${time}, which is over`)
}

function toFailure(error: unknown): { readonly error: string; readonly details: string } {
  if (error instanceof errors.JWTExpired) return expired(error.payload)
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason, payload } = error
    if (claim === 'nbf') return refuse('The token is not valid yet', `claim 'nbf' is ${payload.nbf}`)
    return refuse(
      claim === 'exp' ? 'The token has no expiration time' : 'The token is invalid',
      `claim '${claim}' is ${reason}`,
    )
  }
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return refuse('The signature key was not found', 'it is not signed with an access key of this service')
  if (error instanceof errors.JOSEAlgNotAllowed)
    return refuse('The algorithm is invalid', 'its algorithm is not HS256')
  return refuse('The token is malformed', 'it is not a JSON Web Token that is signed with HS256')
}

const nameIdentifier = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier'

/** The user that a token names. */
export function toUserId(claims: Claims): string | undefined {
  const ids = ['asrs.s.uid', 'nameid', nameIdentifier, 'sub'].map((name) => claims[name])
  return ids.find((id): id is string => typeof id === 'string' && id !== '')
}
