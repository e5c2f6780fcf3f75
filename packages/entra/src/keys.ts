import type { JWK } from 'jose'
import { EntraError } from './errors.js'
import { fetchKeys } from './keyset.js'
import { createRefresh } from './refresh.js'

/** Finds the keys with the id that a token names: at least one. @throws {EntraError} */
export type FindKeys = (kid: unknown) => Promise<readonly JWK[]>

/**
 * The keys of a tenant: fetched with the first delivery, again when they are old, and once more when a token names
 * an unknown key, since keys roll over at any time.
 *
 * A 401 loses events. So a key is unknown only if the keys were fetched after the delivery arrived. Within the
 * cool-down, which protects the key server from made-up keys, the answer is 503, and the event is redelivered.
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
export function createKeys(url: string, tenantId: string): FindKeys {
  let keys: readonly JWK[] = []
  const refresh = createRefresh(async () => {
    keys = await fetchKeys(url, tenantId)
  })
  const find = (kid: unknown) => keys.filter((key) => key.kid === kid)
  return async (kid) => {
    // Entra always names the key.
    if (typeof kid !== 'string') throw new EntraError('TOKEN_MALFORMED')
    const arrival = refresh.mark()
    await refresh.ifOld()
    const known = find(kid)
    if (known.length > 0) return known
    const doubt = await refresh.ifNotSince(arrival)
    const found = find(kid)
    if (found.length > 0) return found
    throw doubt ?? new EntraError('TOKEN_KEY_UNKNOWN')
  }
}
