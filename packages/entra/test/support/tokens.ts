import { CompactSign, exportJWK, generateKeyPair, type JWK, type JWTPayload } from 'jose'

export const tenantId = 'b1c2d3e4-2222-4333-8444-555555555555'
export const otherTenantId = '99999999-2222-4333-8444-555555555555'
export const clientId = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
export const eventGrid = '4962773b-9cdb-44cf-a8bf-237846a00ab7'
/** A claim of every token, so that a leak can be found. */
export const planted = 'planted-in-the-claims'

/** A key pair of a tenant, or of an attacker. */
export interface Signer {
  readonly jwk: JWK
  readonly privateKey: CryptoKey
  /** Signs claims, or any text, with a header that may be changed. */
  sign(claims: JWTPayload | string, header?: Record<string, unknown>): Promise<string>
}

export async function createSigner(kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig' }
  return {
    jwk,
    privateKey,
    sign(claims, header = {}) {
      const text = typeof claims === 'string' ? claims : JSON.stringify(claims)
      return new CompactSign(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT', ...header })
        .sign(privateKey)
    },
  }
}

/** An unsigned token of parts that may be invalid. */
export function forge(header: unknown, claims: unknown, signature = ''): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encode(header)}.${encode(claims)}.${signature}`
}

/** The time in so many seconds, in seconds since 1970. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds

/** The claims of a token of version 1, changed; a member that is `undefined` is left out. */
export function v1(changes: Record<string, unknown> = {}): JWTPayload {
  return {
    iss: `https://sts.windows.net/${tenantId}/`,
    aud: clientId,
    appid: eventGrid,
    appidacr: '2',
    sub: planted,
    tid: tenantId,
    ver: '1.0',
    iat: inSeconds(-60),
    nbf: inSeconds(-60),
    exp: inSeconds(3600),
    ...changes,
  }
}

/** The claims of a token of version 2, changed; a member that is `undefined` is left out. */
export function v2(changes: Record<string, unknown> = {}): JWTPayload {
  const { appid, appidacr, ...common } = v1()
  const iss = `https://login.microsoftonline.com/${tenantId}/v2.0`
  return { ...common, iss, ver: '2.0', azp: appid, azpacr: appidacr, ...changes }
}
