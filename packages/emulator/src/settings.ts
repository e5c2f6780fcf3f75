import { isLoopback, toMilliseconds } from '@signalr-events/internal'
import { createIds } from './ids.js'
import type {
  ConnectionChange,
  Duration,
  EventToPublish,
  SignalRServiceOptions,
  Transport,
  Warning,
} from './options.js'
import { checkOptions, checkUndocumented, times } from './rules.js'

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

const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i)).join('')

/** The access key of Microsoft's emulator, which everybody knows. It is the default of `accessKeys`. */
export const WELL_KNOWN_ACCESS_KEY: string = `${letters}0123456789${letters.slice(0, 8)}`

/** Checks the options. @throws {TypeError} */
export function readSettings(options: SignalRServiceOptions): Settings {
  const read = checkOptions(options)
  const { host, accessKeys = [WELL_KNOWN_ACCESS_KEY], eventGrid, onWarning, onConnection } = read
  if (accessKeys.includes(WELL_KNOWN_ACCESS_KEY) && !isLoopback(host)) {
    throw new TypeError(
      `startSignalRService: 'host' ${host} needs your own 'accessKeys', since everybody knows the default key`,
    )
  }
  const [primary, secondary] = accessKeys
  return {
    ...{ port: read.port, host, transports: read.transports, clientInvocation: read.clientInvocation },
    ...checkUndocumented(read.undocumented),
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

/** A callback that throws or rejects must not end a connection, nor the process. */
function callSafely(run: () => unknown): void {
  const called = (async () => run())()
  called.catch((error: unknown) => console.error(error))
}
