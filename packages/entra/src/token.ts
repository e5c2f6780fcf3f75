import { errors, type JWK, type JWTPayload, jwtVerify } from 'jose'
import { EntraError, type EntraErrorCode } from './errors.js'
import type { FindKeys } from './keys.js'
import type { Settings } from './options.js'

/**
 * The token of a header, which is `Authorization` by default. One without the scheme is accepted too: the signature is the proof, and
 * refusing a genuine token for its scheme would lose events.
 *
 * @throws {EntraError} `TOKEN_MISSING`
 */
export function readToken(authorization: string | undefined): string {
  const [, token] = /^\s*(?:bearer\s+)?(?!bearer\s*$)(\S+)\s*$/i.exec(authorization ?? '') ?? []
  if (token === undefined) throw new EntraError('TOKEN_MISSING')
  return token
}

/** Checks that Event Grid sent a token. @throws {EntraError} */
export async function checkToken(token: string, settings: Settings, findKeys: FindKeys): Promise<void> {
  const payload = await readPayload(token, settings, findKeys)
  if (!isAllowedCaller(payload, settings.callerIds)) throw new EntraError('TOKEN_CALLER')
  if (settings.role === undefined) return
  const roles = payload['roles']
  if (!Array.isArray(roles) || !roles.includes(settings.role)) throw new EntraError('TOKEN_ROLE')
}

/**
 * Whether a token was issued to one of the callers. Version 1 calls the caller `appid`, version 2 `azp`. In a token with
 * both, each must be allowed: otherwise it would depend on their order who has called.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
function isAllowedCaller({ appid, azp }: JWTPayload, callerIds: readonly string[]): boolean {
  const callers = [appid, azp].filter((caller) => caller !== undefined)
  return (
    callers.length > 0 &&
    callers.every((caller) => typeof caller === 'string' && callerIds.includes(caller.toLowerCase()))
  )
}

/** Tries all keys with the id that the token names, since a key server may list two. */
async function readPayload(token: string, settings: Settings, findKeys: FindKeys): Promise<JWTPayload> {
  const others: JWK[] = []
  let outcome = await verify(token, settings, async ({ kid }) => {
    const [first = {}, ...rest] = await findKeys(kid)
    others.push(...rest)
    return first
  })
  for (const key of others) {
    if (!(outcome instanceof EntraError)) break
    const next = await verify(token, settings, async () => key)
    // A key that cannot be used leaves it open whether the token is genuine.
    if (!(next instanceof EntraError) || outcome.code !== 'KEYS_UNAVAILABLE') outcome = next
  }
  if (outcome instanceof EntraError) throw outcome
  return outcome
}

/** The claims of a token, or why this key does not verify it. @throws {EntraError} where another key cannot help */
async function verify(
  token: string,
  settings: Settings,
  getKey: (header: { readonly kid?: unknown }) => Promise<JWK>,
): Promise<JWTPayload | EntraError> {
  try {
    const { payload } = await jwtVerify(token, getKey, {
      algorithms: ['RS256'],
      issuer: settings.issuers,
      audience: settings.audiences,
      requiredClaims: ['exp'],
      clockTolerance: settings.clockTolerance,
    })
    return payload
  } catch (error) {
    if (error instanceof EntraError) throw error
    if (error instanceof errors.JWSSignatureVerificationFailed) return new EntraError('TOKEN_SIGNATURE')
    // No cause: jose's errors carry the claims.
    if (error instanceof errors.JOSEError) throw new EntraError(toCode(error))
    // What is left is a key that cannot verify anything, for example because it is too short.
    return new EntraError('KEYS_UNAVAILABLE', { cause: error })
  }
}

const byClaim: Readonly<Record<string, EntraErrorCode>> = {
  iss: 'TOKEN_ISSUER',
  aud: 'TOKEN_AUDIENCE',
  nbf: 'TOKEN_NOT_YET_VALID',
  exp: 'TOKEN_EXPIRED',
}

function toCode(error: errors.JOSEError): EntraErrorCode {
  if (error instanceof errors.JOSEAlgNotAllowed) return 'TOKEN_ALGORITHM'
  if (error instanceof errors.JWTExpired) return 'TOKEN_EXPIRED'
  const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : ''
  return byClaim[claim] ?? 'TOKEN_MALFORMED'
}
