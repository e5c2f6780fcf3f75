import { isPromiseLike } from '@signalr-events/internal'
import { isWebhookError, statusOf, WebhookError } from './errors.js'
import type { RequestHead } from './http.js'
import { readQuery } from './url.js'

/**
 * Decides by the head of a request whether its sender may deliver. `false` is answered 401, which Event Grid never
 * retries, or 404 without `path`. An error, or anything but a boolean, is answered 503 and the delivery is retried, so
 * throw when you cannot decide.
 */
export type Authorize<Native = unknown> = (request: RequestHead<Native>) => boolean | Promise<boolean>

/** @throws {WebhookError} `UNAUTHORIZED` or `AUTHORIZE_FAILED` */
export function checkAuthorized<Native>(
  request: RequestHead<Native>,
  authorize: Authorize<Native>,
): void | Promise<void> {
  let allowed: boolean | Promise<boolean>
  try {
    allowed = authorize(request)
  } catch (error) {
    failAuthorize(error)
  }
  return isPromiseLike(allowed) ? checkLater(allowed) : check(allowed)
}

function check(allowed: unknown): void {
  if (!isAllowed(allowed)) throw new WebhookError('UNAUTHORIZED')
}

/** @throws {WebhookError} `AUTHORIZE_FAILED` for an answer that decides nothing: a forgotten `return` loses no event */
function isAllowed(answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer
  const cause = new TypeError(`authorize must return true or false, and returned ${typeof answer}`)
  throw new WebhookError('AUTHORIZE_FAILED', { cause })
}

async function checkLater(allowed: PromiseLike<unknown>): Promise<void> {
  let answer: unknown
  try {
    answer = await allowed
  } catch (error) {
    failAuthorize(error)
  }
  check(answer)
}

function failAuthorize(error: unknown): never {
  throw isKnownFailure(error) ? error : new WebhookError('AUTHORIZE_FAILED', { cause: error })
}

/**
 * Authorizes what at least one of several authorizers does: `anyOf(sharedKey(key), entra(…))` replaces a key by tokens
 * without a gap. If none does and one of them cannot decide, the delivery is answered 503 and is delivered again.
 *
 * @example
 * ```ts
 * import { anyOf, createWebhook, sharedKey } from '@signalr-events/core'
 *
 * const isInternal = ({ header }: { header(name: string): string | undefined }) => header('x-internal') === 'yes'
 * createWebhook({}, { authorize: anyOf(sharedKey('the-key'), isInternal) })
 * ```
 */
export function anyOf<Native = unknown>(...authorizers: readonly Authorize<Native>[]): Authorize<Native> {
  checkAuthorizers(authorizers)
  return async (request) => {
    const thrown: unknown[] = []
    for (const authorize of authorizers) {
      try {
        if (isAllowed(await authorize(request))) return true
      } catch (error) {
        thrown.push(error)
      }
    }
    if (thrown.length === 0) return false
    const unsure = thrown.findIndex((error) => !isRefusal(error))
    throw thrown[Math.max(unsure, 0)]
  }
}

/**
 * Authorizes what all of several authorizers do. They are asked in turn, up to the first that does not.
 *
 * @example
 * ```ts
 * import { allOf, createWebhook, sharedKey } from '@signalr-events/core'
 *
 * const keys = [sharedKey('the-key'), sharedKey('another-key', { header: 'x-events-key' })]
 * createWebhook({}, { authorize: allOf(...keys) })
 * ```
 */
export function allOf<Native = unknown>(...authorizers: readonly Authorize<Native>[]): Authorize<Native> {
  checkAuthorizers(authorizers)
  return async (request) => {
    for (const authorize of authorizers) {
      if (!isAllowed(await authorize(request))) return false
    }
    return true
  }
}

function checkAuthorizers(authorizers: readonly unknown[]): void {
  if (authorizers.length === 0 || !authorizers.every((authorize) => typeof authorize === 'function')) {
    throw new TypeError('anyOf, allOf: give at least one authorize function')
  }
}

function isRefusal(error: unknown): boolean {
  return isWebhookError(error) && (error.code === 'UNAUTHORIZED' || error.code === 'NOT_ALLOWED')
}

// Any other status of a client's fault, thrown by mistake, would lose events.
function isKnownFailure(error: unknown): error is WebhookError {
  return isRefusal(error) || (isWebhookError(error) && (statusOf(error.code) ?? 0) >= 500)
}

/** Where {@link sharedKey} finds the key. */
export type KeyLocation = { readonly header: string } | { readonly query: string }

/** One key, or several while they are rotated. */
export type Keys = string | undefined | readonly (string | undefined)[]

/**
 * Authorizes by a secret that you put into the endpoint URL of the event subscription (`?key=…`) or into a
 * delivery property (a header). Give the old and the new key while you rotate. Keys are compared in constant time
 * and never appear in errors.
 *
 * @param keys the keys; or a function of the request, where they are known no earlier, as on Workers
 * @param location where the key is; by default the query parameter `key`
 * @throws {TypeError} for an empty key, so a missing environment variable opens no door; for a key in a header that is
 * not printable ASCII without spaces; and for a header whose name has anything but letters, digits, `-` and `_`
 * @example
 * ```ts
 * import { createWebhook, sharedKey } from '@signalr-events/core'
 *
 * createWebhook({}, { authorize: sharedKey(['the-new-key', 'the-old-key']) })
 * createWebhook({}, { authorize: sharedKey('the-key', { header: 'x-events-key' }) })
 * ```
 */
export function sharedKey<Native = unknown>(
  keys: Keys | ((request: RequestHead<Native>) => Keys),
  location: KeyLocation = { query: 'key' },
): Authorize<Native> {
  const read = keyReader(location)
  const keysOf = typeof keys === 'function' ? keys : checkKeys(keys, location)
  return (request) => {
    const wanted = typeof keysOf === 'function' ? checkKeys(keysOf(request), location) : keysOf
    const given = read(request) ?? ''
    let found = false
    for (const key of wanted) found = equal(key, given) || found
    return found
  }
}

function checkKeys(keys: Keys, location: KeyLocation): readonly string[] {
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [keys]
  if (list.length === 0 || !list.every((key) => typeof key === 'string' && key !== '')) {
    throw new TypeError('sharedKey: a key is missing or empty')
  }
  // Servers read other characters in a header as other ones, so such a key would never match.
  if ('header' in location && !list.every((key) => /^[\x21-\x7e]+$/.test(String(key)))) {
    throw new TypeError('sharedKey: a key in a header must be printable ASCII without spaces')
  }
  return list as readonly string[]
}

function keyReader(location: KeyLocation): (request: RequestHead) => string | undefined {
  if ('header' in location && /^[\w-]+$/.test(location.header ?? ''))
    return (request) => request.header(location.header)
  if ('query' in location && location.query) return (request) => readQuery(request.url, location.query)
  throw new TypeError("sharedKey: say where the key is, { header: '…' } or { query: '…' }")
}

// Always walks the whole key, so that the time does not show how much of a guess is right.
function equal(key: string, given: string): boolean {
  let difference = key.length ^ given.length
  for (let i = 0; i < key.length; i++) difference |= key.charCodeAt(i) ^ given.charCodeAt(i)
  return difference === 0
}
