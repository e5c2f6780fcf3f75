import { isListOf, isLoopback, isText, type Rules, readOptions } from '@signalr-events/internal'
import { type Cloud, clouds, toIssuers, toKeysUrl } from './clouds.js'

export type { Cloud }

/** Options of {@link entra}. Required options may be `undefined` in the types, so that `process.env` fits; then `entra` throws a `TypeError`. */
export interface EntraOptions {
  /** The tenant of the application that the event subscription delivers to: a GUID. */
  readonly tenantId: string | undefined
  /**
   * The audience of the tokens: the client id of that application, its application id URI or the URL of the webhook,
   * whichever the event subscription names; or a list of them. Compared exactly, GUIDs in any case.
   */
  readonly audience: string | undefined | readonly (string | undefined)[]
  /** The Azure cloud of the tenant. @default 'public' */
  readonly cloud?: Cloud | undefined
  /**
   * Application ids that tokens may be issued to. Required in `china`, where Event Grid's id is not published: it is
   * the application id of the service principal Microsoft.EventGrid in your tenant.
   * @default Event Grid's application id in that cloud
   */
  readonly callerIds?: readonly (string | undefined)[] | undefined
  /**
   * A role that tokens must have as well; `true` for `AzureEventGridSecureWebhookSubscriber`. The person who creates
   * the event subscription has that role too, so the caller's id is checked in any case.
   * @default false
   */
  readonly role?: boolean | string | undefined
  /** By how many seconds clocks may differ. @default 300 */
  readonly clockTolerance?: number | undefined
  /**
   * URL of the tenant's keys, if the server cannot reach the login host: a mirror of
   * `https://<login host>/<tenantId>/discovery/v2.0/keys`. Anyone who controls the mirror can forge tokens, so it must
   * be https, or http on the same machine, and without a user. If the application has its own signing key, as claims
   * mapping needs it, add `?appid=<client id>` to that URL.
   * @default the keys of the tenant in its cloud
   */
  readonly keysUrl?: string | undefined
  /**
   * The header that holds the token, if a platform in front puts it elsewhere and replaces `Authorization` by its own.
   * @default 'authorization'
   */
  readonly header?: string | undefined
}

/** Options checked, with their defaults filled in. */
export interface Settings {
  /** In lower case. */
  readonly tenantId: string
  readonly issuers: string[]
  readonly audiences: string[]
  /** In lower case. */
  readonly callerIds: readonly string[]
  readonly role: string | undefined
  /** In seconds. */
  readonly clockTolerance: number
  readonly keysUrl: string
  readonly header: string
}

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const isGuid = (value: unknown): boolean => typeof value === 'string' && guid.test(value)
const isName = (value: unknown): boolean => isText(value) && value.trim() !== ''
// An empty list would refuse everything. It usually comes from a variable that is not set.
const isFilledListOf = (isValid: (value: unknown) => boolean) => (value: unknown) =>
  isListOf(isValid)(value) && (value as unknown[]).length > 0

const rules: Rules<EntraOptions> = {
  tenantId: [isGuid, 'a GUID', 'required'],
  audience: [
    (value) => isName(value) || isFilledListOf(isName)(value),
    'a non-empty string or a list of them',
    'required',
  ],
  cloud: [(value) => typeof value === 'string' && Object.hasOwn(clouds, value), 'public, usgov or china'],
  callerIds: [isFilledListOf(isGuid), 'a list of GUIDs'],
  role: [(value) => typeof value === 'boolean' || isName(value), 'true, false or the name of a role'],
  clockTolerance: [(value) => Number.isFinite(value) && (value as number) >= 0, 'seconds, 0 or more'],
  keysUrl: [isKeysUrl, 'an https URL without a user'],
  header: [
    (value) => typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(value),
    'the name of a header',
  ],
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readSettings(options: EntraOptions): Settings {
  const defaults = { cloud: 'public', role: false, clockTolerance: 300, header: 'authorization' } as const
  const { audience, cloud, role, ...given } = readOptions<EntraOptions, typeof defaults>(
    'entra',
    options,
    rules,
    defaults,
  )
  const tenantId = String(given.tenantId).toLowerCase()
  return {
    tenantId,
    issuers: toIssuers(cloud, tenantId),
    audiences: [audience].flat().map(toAudience),
    callerIds: readCallerIds(given.callerIds, cloud),
    // biome-ignore lint/security/noSecrets: the documented name of a role
    role: role === true ? 'AzureEventGridSecureWebhookSubscriber' : role ? role.trim() : undefined,
    clockTolerance: given.clockTolerance,
    header: given.header,
    keysUrl: given.keysUrl ?? toKeysUrl(cloud, tenantId),
  }
}

/** Without the line break that a shell may leave. Client ids are GUIDs, which tokens write in lower case. */
function toAudience(value: unknown): string {
  const audience = String(value).trim()
  return isGuid(audience) ? audience.toLowerCase() : audience
}

function readCallerIds(given: EntraOptions['callerIds'], cloud: Cloud): string[] {
  const callerIds = given ?? [clouds[cloud].eventGrid]
  if (callerIds[0] !== undefined) return callerIds.map((id) => String(id).toLowerCase())
  throw new TypeError(
    `entra: 'callerIds' is required in ${cloud}: Event Grid's application id there is not published. Look up that of Microsoft.EventGrid in your tenant`,
  )
}

function isKeysUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, hostname, username, password } = new URL(value)
  // `fetch` refuses it, with the password in its error.
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
