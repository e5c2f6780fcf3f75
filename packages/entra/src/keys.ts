import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type RemoteJWKSet,
} from 'jose'
import { EntraError } from './errors.js'
import { readKeySet } from './keyset.js'
import { createRefresh } from './refresh.js'

/** How long the key server may take, in milliseconds. Event Grid waits 30 seconds for the whole delivery. */
const timeout = 5_000

/** Finds the key that a token names. @throws {EntraError} */
export type FindKey = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>

/**
 * The keys of a tenant: fetched with the first delivery, again when they grow old, and once more when a token names
 * a key that is not there, since keys roll over at any time.
 *
 * A 401 loses events. So a key is unknown only by a set that was asked for after the delivery came; within the
 * cool-down, which keeps made-up keys from flooding the key server, the answer is 503 and the delivery comes again.
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
export function createKeys(url: string, tenantId: string): FindKey {
  const set = createSet(url, tenantId)
  const refresh = createRefresh(set)
  return async (header, token) => {
    // Without a name, any key of the tenant would be tried; Entra always names it.
    if (typeof header.kid !== 'string') throw new EntraError('TOKEN_MALFORMED')
    const arrival = refresh.mark()
    await refresh.ifOld()
    const known = await find(set, header, token)
    if (known !== undefined) return known
    await refresh.ifNotSince(arrival)
    const found = await find(set, header, token)
    if (found !== undefined) return found
    throw new EntraError('TOKEN_KEY_UNKNOWN')
  }
}

/** jose fetches once for all who wait, keeps the last good set, picks and imports keys; when to fetch is ours. */
function createSet(url: string, tenantId: string): RemoteJWKSet {
  const never = Number.POSITIVE_INFINITY
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeout,
    cooldownDuration: never,
    cacheMaxAge: never,
    [customFetch]: async (input, init) => Response.json(await readKeySet(await fetch(input, init), tenantId)),
  })
}

async function find(set: RemoteJWKSet, ...token: Parameters<FindKey>): Promise<CryptoKey | undefined> {
  try {
    return await set(...token)
  } catch (cause) {
    if (cause instanceof errors.JWKSNoMatchingKey) return undefined
    throw new EntraError('KEYS_UNAVAILABLE', { cause })
  }
}
