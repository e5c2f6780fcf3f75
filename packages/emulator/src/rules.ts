import {
  isCount,
  isFunction,
  isListOf,
  MAX_TIMEOUT_MS,
  type Rules,
  readOptions,
  toMilliseconds,
} from '@signalr-events/internal'
import { isHubName } from './names.js'
import type {
  ClientToNegotiate,
  Duration,
  SignalRServiceOptions,
  UndocumentedOptions,
  Warning,
} from './options.js'

const owner = 'startSignalRService'
/** The options that are lengths of time. */
export const times = ['connectionTimeout', 'keepAliveInterval', 'handshakeTimeout', 'pollGrace'] as const
const allTransports = ['WebSockets', 'ServerSentEvents', 'LongPolling'] as const

const isOneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value)
const isObject = (value: unknown) => typeof value === 'object' && value !== null
// Connection strings separate with semicolons.
const isKey = (value: unknown) => typeof value === 'string' && /^[^;\s]+$/.test(value)
const isKeys = (value: unknown) =>
  Array.isArray(value) &&
  value.length >= 1 &&
  value.length <= 2 &&
  isKey(value[0]) &&
  (value[1] === undefined || isKey(value[1]))

function isDuration(value: unknown): boolean {
  try {
    const ms = toMilliseconds(value as Duration, '')
    return ms > 0 && ms <= MAX_TIMEOUT_MS
  } catch {
    return false
  }
}

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, pathname, search, hash, username } = new URL(value)
  return /^https?:$/.test(protocol) && `${pathname}${search}${hash}${username}` === '/'
}

const duration = [isDuration, "milliseconds or like '30s', more than 0 and at most 24 days"] as const

const rules: Rules<SignalRServiceOptions> = {
  eventGrid: [
    (value) => isObject(value) && isFunction((value as { publish?: unknown }).publish),
    "an object with 'publish'",
  ],
  port: [
    (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
    'a port from 0 to 65535',
  ],
  host: [(value) => typeof value === 'string' && value !== '', 'an address or host name'],
  publicUrl: [isOrigin, 'an http or https URL without path'],
  accessKeys: [isKeys, 'one or two keys without spaces and semicolons'],
  connectionTimeout: duration,
  keepAliveInterval: duration,
  handshakeTimeout: duration,
  pollGrace: duration,
  transports: [
    (value) => isListOf(isOneOf(...allTransports))(value) && (value as unknown[]).length > 0,
    `a list of ${allTransports.join(', ')}`,
  ],
  maxConnections: [isCount, 'a whole number of at least 1'],
  clientInvocation: [isOneOf('ignore', 'error', 'close'), "'ignore', 'error' or 'close'"],
  undocumented: [isObject, 'an object'],
  onWarning: [isFunction, 'a function'],
  onConnection: [isFunction, 'a function'],
  seed: [Number.isSafeInteger, 'a whole number'],
}

const undocumentedRules: Rules<UndocumentedOptions> = {
  hubName: [isOneOf('lower', 'as-sent'), "'lower' or 'as-sent'"],
  audience: [isOneOf('without-port', 'exact', 'unchecked'), "'without-port', 'exact' or 'unchecked'"],
}

/** Options with their defaults. */
export type Checked = Omit<SignalRServiceOptions, keyof Defaults> & Defaults

type Defaults = { readonly [Name in (typeof times)[number]]: Duration } & {
  readonly [Name in
    | 'port'
    | 'host'
    | 'clientInvocation'
    | 'transports'
    | 'undocumented'
    | 'onWarning']: NonNullable<SignalRServiceOptions[Name]>
}

const defaults: Defaults = {
  ...{ port: 0, host: '127.0.0.1', clientInvocation: 'ignore', transports: allTransports, undocumented: {} },
  ...{ connectionTimeout: '30s', keepAliveInterval: '15s', handshakeTimeout: '15s', pollGrace: '15s' },
  onWarning: ({ code, message }: Warning) => console.warn(`${owner}: ${code}: ${message}`),
}

/** Checks the options. @throws {TypeError} */
export const checkOptions = (options: SignalRServiceOptions): Checked =>
  readOptions(owner, options, rules, defaults)

type Undocumented = {
  readonly [Name in keyof UndocumentedOptions]-?: NonNullable<UndocumentedOptions[Name]>
}

/** Checks the options about undocumented behavior. @throws {TypeError} */
export const checkUndocumented = (options: UndocumentedOptions): Undocumented =>
  readOptions(`${owner}: undocumented`, options, undocumentedRules, {
    hubName: 'lower',
    audience: 'without-port',
  })

const clientRules: Rules<ClientToNegotiate> = {
  hub: [
    (value) => typeof value === 'string' && isHubName(value),
    'a letter, then letters, digits or _`,.[]',
    'required',
  ],
  userId: [(value) => typeof value === 'string', 'a string'],
  claims: [isObject, 'an object'],
  expiresIn: duration,
}

/** Checks what a client asks for. @throws {TypeError} */
export const checkClient = (
  client: ClientToNegotiate,
): ClientToNegotiate & { readonly expiresIn: Duration } =>
  readOptions('negotiate', client, clientRules, { expiresIn: '1h' })
