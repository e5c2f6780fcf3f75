import {
  isCount,
  isFunction,
  isListOf,
  MAX_TIMEOUT_MS,
  type Rules,
  readOptions,
  toMilliseconds,
} from '@signalr-events/internal'
import { isLoopback } from './host.js'
import { createIds } from './ids.js'
import type {
  ConnectionChange,
  Duration,
  EventToPublish,
  SignalRServiceOptions,
  Transport,
  UndocumentedOptions,
  Warning,
} from './options.js'

/** Options with their defaults, as the parts of the service use them. Times are in milliseconds. */
export interface Settings {
  readonly port: number
  readonly host: string
  readonly publicUrl: string | undefined
  readonly accessKeys: readonly [string, ...string[]]
  readonly connectionTimeout: number
  readonly keepAliveInterval: number
  readonly handshakeTimeout: number
  readonly pollGrace: number
  readonly transports: readonly Transport[]
  readonly maxConnections: number
  readonly clientInvocation: 'ignore' | 'error' | 'close'
  readonly hubName: 'lower' | 'as-sent'
  readonly audience: 'without-port' | 'exact' | 'unchecked'
  readonly createId: () => string
  readonly publish: (event: EventToPublish) => unknown
  readonly warn: (code: Warning['code'], message: string) => void
  readonly changed: (change: ConnectionChange) => void
}

const times = ['connectionTimeout', 'keepAliveInterval', 'handshakeTimeout', 'pollGrace'] as const
const owner = 'startSignalRService'
const allTransports = ['WebSockets', 'ServerSentEvents', 'LongPolling'] as const
/** The key of Microsoft's emulator, which everybody knows. */
const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i)).join('')
const wellKnownKey = `${letters}0123456789${letters.slice(0, 8)}`

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

const defaults: {
  readonly [Name in (typeof times)[number]]: Duration
} & Required<
  Pick<
    SignalRServiceOptions,
    'port' | 'host' | 'clientInvocation' | 'transports' | 'undocumented' | 'onWarning'
  >
> = {
  ...{ port: 0, host: '127.0.0.1', clientInvocation: 'ignore', transports: allTransports, undocumented: {} },
  ...{ connectionTimeout: '30s', keepAliveInterval: '15s', handshakeTimeout: '15s', pollGrace: '15s' },
  onWarning: ({ code, message }: Warning) => console.warn(`${owner}: ${code}: ${message}`),
}

/** Checks the options. @throws {TypeError} */
export function readSettings(options: SignalRServiceOptions): Settings {
  const read = readOptions(owner, options, rules, defaults)
  const { host, accessKeys, eventGrid, onWarning, onConnection } = read
  if (accessKeys === undefined && !isLoopback(host)) {
    throw new TypeError(
      `${owner}: 'host' ${host} needs your own 'accessKeys', since everybody knows the default key`,
    )
  }
  const undocumented = readOptions(`${owner}: undocumented`, read.undocumented, undocumentedRules, {
    hubName: 'lower',
    audience: 'without-port',
  })
  const [primary, secondary] = accessKeys ?? [wellKnownKey]
  return {
    ...{ port: read.port, host, transports: read.transports, clientInvocation: read.clientInvocation },
    ...undocumented,
    publicUrl: read.publicUrl === undefined ? undefined : new URL(read.publicUrl).origin,
    accessKeys: secondary === undefined ? [primary] : [primary, secondary],
    ...toDurations(read),
    maxConnections: read.maxConnections ?? Number.POSITIVE_INFINITY,
    createId: createIds(read.seed),
    publish: (event) => eventGrid?.publish(event),
    warn: (code, message) => callSafely(() => onWarning({ code, message })),
    changed: (change) => callSafely(() => onConnection?.(change)),
  }
}

function toDurations(read: Readonly<Record<(typeof times)[number], Duration>>) {
  const [connectionTimeout = 0, keepAliveInterval = 0, handshakeTimeout = 0, pollGrace = 0] = times.map(
    (name) => toMilliseconds(read[name], name),
  )
  return { connectionTimeout, keepAliveInterval, handshakeTimeout, pollGrace }
}

/** A callback that throws must not end a connection. */
function callSafely(run: () => void): void {
  try {
    run()
  } catch (error) {
    console.error(error)
  }
}
