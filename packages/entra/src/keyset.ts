import { readText } from '@signalr-events/internal'
import type { JWK } from 'jose'

/** How long the key server may take, in milliseconds. Event Grid waits 30 seconds for the whole delivery. */
const TIMEOUT_MS = 5_000
/** How large a set of keys may be, in bytes. Real ones have some 20 KB. */
const MAX_BYTES = 1024 * 1024

/**
 * Fetches the keys that can sign tokens of a tenant.
 *
 * @throws when the answer is not a set of keys, is too large, or holds no key of the tenant
 */
export async function fetchKeys(url: string, tenantId: string): Promise<JWK[]> {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`The key server answered ${response.status}.`)
  }
  const text = await readText(response, MAX_BYTES)
  if (text === undefined) throw new Error(`The answer of the key server is larger than ${MAX_BYTES} bytes.`)
  const keys = listKeys(JSON.parse(text))
  const ours = keys.filter((key) => isSigningKey(key) && belongsTo(key, tenantId))
  if (ours.length === 0) throw new Error('The key server has no key of the tenant.')
  return ours
}

// A set with anything else in it did not come from a key server, so nothing follows from what it lacks.
// https://www.rfc-editor.org/rfc/rfc7517#section-4.1
function listKeys(value: unknown): JWK[] {
  if (isObject(value) && Array.isArray(value['keys']) && value['keys'].every(isKey)) return value['keys']
  throw new Error('The answer of the key server is not a set of keys.')
}

function isKey(value: unknown): value is JWK {
  return isObject(value) && typeof value['kty'] === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isSigningKey({ kty, kid, use, alg }: JWK): boolean {
  const isForSigning = (use === undefined || use === 'sig') && (alg === undefined || alg === 'RS256')
  return kty === 'RSA' && typeof kid === 'string' && isForSigning
}

// Entra names the issuer whose tokens a key signs; `{tenantid}` stands for every tenant. Keys of personal accounts
// and of other tenants sign none of ours.
// https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
function belongsTo({ issuer }: JWK & { readonly issuer?: unknown }, tenantId: string): boolean {
  if (typeof issuer !== 'string') return true
  const text = issuer.toLowerCase()
  return text.includes('{tenantid}') || text.includes(tenantId)
}
