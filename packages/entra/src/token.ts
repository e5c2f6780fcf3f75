import { errors, type JWTPayload, jwtVerify } from 'jose'
import { EntraError, type EntraErrorCode } from './errors.js'
import type { FindKey } from './keys.js'
import type { Settings } from './options.js'

/**
 * The token of an `Authorization` header. One without the scheme is taken as well: it is the signature that
 * proves something, and to refuse a genuine token for its wrapping would lose events.
 *
 * @throws {EntraError} `TOKEN_MISSING`
 */
export function readToken(authorization: string | undefined): string {
  const [, token] = /^\s*(?:bearer\s+)?(?!bearer\s*$)(\S+)\s*$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw new EntraError('TOKEN_MISSING')
  return token
}

/** Checks that Event Grid sent a token. @throws {EntraError} */
export async function checkToken(token: string, settings: Settings, findKey: FindKey): Promise<void> {
  const payload = await readPayload(token, settings, findKey)
  // Version 1 calls the caller `appid`, version 2 `azp`.
  // https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
  const caller = payload['appid'] ?? payload['azp']
  if (typeof caller !== 'string' || !settings.callerIds.includes(caller.toLowerCase())) {
    throw new EntraError('TOKEN_CALLER')
  }
  if (settings.role === undefined) return
  const roles = payload['roles']
  if (!Array.isArray(roles) || !roles.includes(settings.role)) throw new EntraError('TOKEN_ROLE')
}

async function readPayload(token: string, settings: Settings, findKey: FindKey): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, findKey, {
      algorithms: ['RS256'],
      issuer: settings.issuers,
      audience: settings.audiences,
      requiredClaims: ['exp'],
      clockTolerance: settings.clockTolerance,
    })
    return payload
  } catch (error) {
    if (error instanceof EntraError) throw error
    // No cause: jose's errors carry the claims.
    if (error instanceof errors.JOSEError) throw new EntraError(toCode(error))
    // What is left is a key that cannot verify, e.g. a short one.
    throw new EntraError('KEYS_UNAVAILABLE', { cause: error })
  }
}

const byError: Readonly<Record<string, EntraErrorCode>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'TOKEN_ALGORITHM',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'TOKEN_SIGNATURE',
  ERR_JWT_EXPIRED: 'TOKEN_EXPIRED',
}

const byClaim: Readonly<Record<string, EntraErrorCode>> = {
  iss: 'TOKEN_ISSUER',
  aud: 'TOKEN_AUDIENCE',
  nbf: 'TOKEN_NOT_YET_VALID',
  exp: 'TOKEN_EXPIRED',
}

function toCode(error: errors.JOSEError): EntraErrorCode {
  const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : ''
  return byError[error.code] ?? byClaim[claim] ?? 'TOKEN_MALFORMED'
}
