import { isMilliseconds, isText, type Rules, readOptions } from '@signalr-events/internal'
import { parseConnectionString } from './connection-string.js'
import type { Credential } from './credential.js'
import { type Endpoints, isLocal, readEndpoint } from './endpoint.js'

/** Options of {@link createServiceClient}. */
export interface ServiceClientOptions {
  /**
   * The `source` of the service's events, which is the id of its Azure resource. It is passed on as `client.source`.
   *
   * @default none
   */
  readonly source?: string | undefined
  /** For a connection string with `AuthType=azure`, `azure.msi` or `azure.app`. @default none */
  readonly credential?: Credential | undefined
  /** Time limit of a call with its retries, in milliseconds. @default 10_000 */
  readonly timeout?: number | undefined
  /** Version of the REST API. Later operations use the first version that has them. @default '2022-06-01' */
  readonly apiVersion?: ApiVersion | undefined
}

/** Versions of the REST API. */
export type ApiVersion = '2022-06-01' | '2024-12-01'

/** A service without a connection string. */
export interface Endpoint {
  /** URL of the service, such as `https://contoso.service.signalr.net`. */
  readonly endpoint: string
  /** The credential of the application, for example `new DefaultAzureCredential()`. */
  readonly credential: Credential
}

/** A connection string, or the endpoint and a credential. `undefined` throws; it is in the type for `process.env`. */
export type ConnectionOptions = string | undefined | Endpoint

/** Validated options with defaults. */
export interface Settings extends Endpoints {
  readonly auth: { readonly accessKey: string } | { readonly credential: Credential }
  readonly source: string | undefined
  readonly timeout: number
  readonly apiVersion: ApiVersion
}

const isCredential = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'getToken' in value && typeof value.getToken === 'function'

const credentialRule = [isCredential, 'an object with getToken(scope)'] as const

const rules: Rules<ServiceClientOptions> = {
  source: [isText, 'a non-empty string'],
  credential: credentialRule,
  timeout: [isMilliseconds, 'milliseconds, more than 0'],
  apiVersion: [(value) => value === '2022-06-01' || value === '2024-12-01', '2022-06-01 or 2024-12-01'],
}

const endpointRules: Rules<Endpoint> = {
  endpoint: [isText, 'a URL', 'required'],
  credential: [...credentialRule, 'required'],
}

/** Checks everything that {@link createServiceClient} takes. @throws {TypeError} without any secret */
export function readSettings(connection: ConnectionOptions, options: ServiceClientOptions): Settings {
  const given = readOptions('createServiceClient', options, rules, {
    timeout: 10_000,
    apiVersion: '2022-06-01',
  })
  const { source, timeout, apiVersion } = given
  return { ...readConnection(connection, given.credential), source, timeout, apiVersion }
}

type ConnectionSettings = Pick<Settings, keyof Endpoints | 'auth'>

function readConnection(connection: unknown, credential: Credential | undefined): ConnectionSettings {
  if (typeof connection === 'object' && connection !== null) {
    if (credential !== undefined) throw new TypeError("createServiceClient: 'credential' is given twice")
    return readObject(connection as Endpoint)
  }
  if (!isText(connection)) {
    throw new TypeError('createServiceClient: needs a connection string, or an endpoint and a credential')
  }
  const { accessKey, ...endpoints } = parseConnectionString(connection)
  if (accessKey === undefined) return withCredential(endpoints, credential)
  if (credential !== undefined) {
    throw new TypeError(
      "createServiceClient: the connection string has an access key, so 'credential' is not used",
    )
  }
  return withKey(endpoints, accessKey)
}

function readObject(connection: Endpoint): ConnectionSettings {
  const { endpoint: url, credential } = readOptions('createServiceClient', connection, endpointRules, {})
  const endpoint = readEndpoint('endpoint', url)
  return withCredential({ endpoint, clientEndpoint: endpoint, serverEndpoint: endpoint }, credential)
}

// biome-ignore lint/security/noSecrets: published by Microsoft, the same in every emulator
const emulatorKey = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH'

function withKey(endpoints: Endpoints, accessKey: string): ConnectionSettings {
  if (accessKey === emulatorKey && !Object.values(endpoints).every(isLocal)) {
    throw new TypeError(
      "createServiceClient: everybody knows the emulator's access key: use it on loopback only",
    )
  }
  return { ...endpoints, auth: { accessKey } }
}

function withCredential(endpoints: Endpoints, credential: Credential | undefined): ConnectionSettings {
  if (credential === undefined) {
    throw new TypeError(
      "createServiceClient: a connection string with 'AuthType' needs the option 'credential'",
    )
  }
  // The token works for every resource that the application may use, so it must not travel in plain text.
  if (!endpoints.serverEndpoint.startsWith('https:') && !isLocal(endpoints.serverEndpoint)) {
    throw new TypeError('createServiceClient: with a credential the endpoint must be https, or on loopback')
  }
  return { ...endpoints, auth: { credential } }
}
