import type { JSONWebKeySet, JWK } from 'jose'

/**
 * Reads the answer of a key server: its keys that can sign tokens of the tenant.
 *
 * @throws when it is no set of keys, or none of them is left; then the ones known so far stay
 */
export async function readKeySet(response: Response, tenantId: string): Promise<JSONWebKeySet> {
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`The key server answered ${response.status}.`)
  }
  const value: unknown = await response.json()
  const keys = listKeys(value).filter((key) => isSigningKey(key) && belongsTo(key, tenantId))
  if (keys.length === 0) throw new Error('The key server has no key of the tenant.')
  return { keys }
}

function listKeys(value: unknown): JWK[] {
  if (typeof value !== 'object' || value === null || !('keys' in value) || !Array.isArray(value.keys)) {
    throw new Error('The key server answered something else than keys.')
  }
  return value.keys.filter((key) => typeof key === 'object' && key !== null)
}

function isSigningKey({ kty, kid, use }: JWK): boolean {
  return kty === 'RSA' && typeof kid === 'string' && (use === undefined || use === 'sig')
}

// Entra says of each key whose tokens it signs; `{tenantid}` stands for every tenant. Keys of personal accounts
// and of other tenants sign none of ours.
// https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
function belongsTo({ issuer }: JWK & { readonly issuer?: unknown }, tenantId: string): boolean {
  if (typeof issuer !== 'string') return true
  const text = issuer.toLowerCase()
  return text.includes('{tenantid}') || text.includes(tenantId)
}
