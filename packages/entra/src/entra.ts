import { type Authorize, WebhookError } from '@signalr-events/core'
import { EntraError, entraFailures } from './errors.js'
import { createKeys } from './keys.js'
import { type EntraOptions, readSettings } from './options.js'
import { checkToken, readToken } from './token.js'

/**
 * Authorizes deliveries by the Microsoft Entra ID token that Event Grid sends if the event subscription asks for it.
 * The token must be signed with RS256 by a key of the tenant, issued by the tenant, for the audience, not expired, and
 * issued to Event Grid.
 *
 * A token that breaks a rule is answered 401; `onError` receives a `WebhookError` `UNAUTHORIZED` whose `cause` is an
 * {@link EntraError} with the broken rule. If the keys of the tenant cannot be fetched, the answer is 503, and Event
 * Grid delivers again. Call it once and keep the result: it caches the keys.
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
 *     path: '/events',
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
  const settings = readSettings(options)
  const findKeys = createKeys(settings.keysUrl, settings.tenantId)
  return async (request) => {
    try {
      await checkToken(readToken(request.header(settings.header)), settings, findKeys)
      return true
    } catch (error) {
      const isRefusal = error instanceof EntraError && entraFailures[error.code].status === 401
      throw isRefusal ? new WebhookError('UNAUTHORIZED', { cause: error }) : error
    }
  }
}
