import { type Cloud, clouds, toIssuers, toKeysUrl } from './clouds.js'

export type { Cloud }

/** Options of {@link entra}. What may be `undefined` in the types and is required is a `TypeError` if it is. */
export interface EntraOptions {
  /** The tenant of the application that the event subscription delivers to: a GUID. */
  readonly tenantId: string | undefined
  /**
   * Whom tokens must be for: the client id of that application, its application id URI or the URL of the webhook,
   * whichever the event subscription names; or several of them. Compared to the letter, GUIDs in any case.
   */
  readonly audience: string | undefined | readonly (string | undefined)[]
  /** The Azure cloud of the tenant. Default `public`. */
  readonly cloud?: Cloud | undefined
  /**
   * Application ids that tokens may be issued to. Default: Event Grid's in that cloud. Required in `china`, whose
   * id is not published: it is that of the service principal Microsoft.EventGrid in your tenant.
   */
  readonly callerIds?: readonly (string | undefined)[] | undefined
  /**
   * A role that tokens must also have; `true` for `AzureEventGridSecureWebhookSubscriber`. Default: none. Whoever
   * writes the event subscription has that role too, so it never stands in for the caller's id.
   */
  readonly role?: boolean | string | undefined
  /** By how many seconds clocks may differ. Default 300. */
  readonly clockTolerance?: number | undefined
  /**
   * Where the keys of the tenant are, if the server may not reach the login host: a mirror of
   * `https://<login host>/<tenantId>/discovery/v2.0/keys`. Whoever controls it can forge tokens, so it must be
   * https, or http on the machine itself.
   */
  readonly keysUrl?: string | undefined
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
}

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const isGuid = (value: unknown): boolean => typeof value === 'string' && guid.test(value)
const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
// An empty list would refuse everybody, and comes from a variable that is not set.
const isListOf = (test: (value: unknown) => boolean, value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(test)

const rules: Readonly<
  Record<keyof EntraOptions, readonly [test: (value: unknown) => boolean, says: string]>
> = {
  tenantId: [isGuid, 'a GUID'],
  audience: [(value) => isText(value) || isListOf(isText, value), 'a non-empty string or a list of them'],
  cloud: [(value) => typeof value === 'string' && Object.hasOwn(clouds, value), 'public, usgov or china'],
  callerIds: [(value) => isListOf(isGuid, value), 'a list of GUIDs'],
  role: [(value) => typeof value === 'boolean' || isText(value), 'true, false or the name of a role'],
  clockTolerance: [(value) => Number.isFinite(value) && (value as number) >= 0, 'seconds, 0 or more'],
  keysUrl: [isKeysUrl, 'an https URL'],
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readOptions(options: EntraOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(rules, name)) throw new TypeError(`entra: there is no option '${name}'`)
  }
  for (const [name, [test, says]] of Object.entries(rules)) {
    const value = options[name as keyof EntraOptions]
    const isRequired = name === 'tenantId' || name === 'audience'
    if ((isRequired || value !== undefined) && !test(value)) {
      throw new TypeError(`entra: '${name}' must be ${says}`)
    }
  }
  const { audience, cloud = 'public', role, clockTolerance = 300 } = options
  const tenantId = String(options.tenantId).toLowerCase()
  return {
    tenantId,
    issuers: toIssuers(cloud, tenantId),
    audiences: [audience]
      .flat()
      .map((value) => (isGuid(value) ? String(value).toLowerCase() : String(value))),
    callerIds: readCallerIds(options.callerIds, cloud),
    // biome-ignore lint/security/noSecrets: the documented name of a role
    role: role === true ? 'AzureEventGridSecureWebhookSubscriber' : role || undefined,
    clockTolerance,
    keysUrl: options.keysUrl ?? toKeysUrl(cloud, tenantId),
  }
}

function readCallerIds(given: EntraOptions['callerIds'], cloud: Cloud): string[] {
  const callerIds = given ?? [clouds[cloud].eventGrid]
  if (callerIds[0] !== undefined) return callerIds.map((id) => String(id).toLowerCase())
  throw new TypeError(
    `entra: 'callerIds' is required in ${cloud}: Event Grid's application id there is not published. See that of Microsoft.EventGrid in your tenant`,
  )
}

function isKeysUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback)
}
