import { type Authorize, WebhookError } from '@signalr-events/core'
import { EntraError, entraFailures } from './errors.js'
import { createKeys } from './keys.js'
import { type EntraOptions, readOptions } from './options.js'
import { checkToken, readToken } from './token.js'

/**
 * Authorizes by the Microsoft Entra ID token that Event Grid sends with every delivery once the event subscription
 * asks for it: signed with RS256 by a key of the tenant, issued by it, for the audience, in time, to Event Grid.
 *
 * What is wrong with a token is answered 401; `onError` gets a `WebhookError` `UNAUTHORIZED` whose `cause` is an
 * {@link EntraError} that says which rule it broke. When the keys of the tenant cannot be fetched the answer is 503,
 * and Event Grid delivers again. Make it once: it keeps the keys.
 *
 * @throws {TypeError} for an unknown option, or a wrong or missing value
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { entra } from '@signalr-events/entra'
 *
 * const webhook = createWebhook(
 *   { connected: ({ hubName, userId }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`) },
 *   {
 *     authorize: entra({
 *       tenantId: '5c2d8e0b-51a7-4d5e-9c0f-6f1f6d2f0a11',
 *       audience: 'api://signalr-events',
 *     }),
 *     onError({ cause }) {
 *       console.log(String(cause)) // EntraError: The delivery has no bearer token.
 *     },
 *   },
 * )
 * const { status } = await webhook.handle({
 *   method: 'POST',
 *   url: '/events',
 *   header: () => undefined,
 *   body: () => '[]',
 *   native: undefined,
 * })
 * console.log(status) // 401
 * ```
 */
export function entra(options: EntraOptions): Authorize {
  const settings = readOptions(options)
  const findKey = createKeys(settings.keysUrl, settings.tenantId)
  return async (request) => {
    try {
      await checkToken(readToken(request.header('authorization')), settings, findKey)
      return true
    } catch (error) {
      const isRefusal = error instanceof EntraError && entraFailures[error.code].status === 401
      throw isRefusal ? new WebhookError('UNAUTHORIZED', { cause: error }) : error
    }
  }
}
