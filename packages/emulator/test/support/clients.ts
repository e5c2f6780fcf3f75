import * as signalr10 from '@microsoft/signalr'
import { MessagePackHubProtocol as MessagePack10 } from '@microsoft/signalr-protocol-msgpack'
import type { Transport } from '@signalr-events/emulator'
import * as signalr6 from 'signalr-6'
import * as signalr8 from 'signalr-8'
import { MessagePackHubProtocol as MessagePack6 } from 'signalr-msgpack-6'
import { MessagePackHubProtocol as MessagePack8 } from 'signalr-msgpack-8'
import { onTestFinished } from 'vitest'

/** Microsoft's clients. Their types differ by version, though not in what tests use. */
const libraries = {
  10: { signalr: signalr10, MessagePack: MessagePack10 },
  8: {
    signalr: signalr8 as unknown as typeof signalr10,
    MessagePack: MessagePack8 as unknown as typeof MessagePack10,
  },
  6: {
    signalr: signalr6 as unknown as typeof signalr10,
    MessagePack: MessagePack6 as unknown as typeof MessagePack10,
  },
}

export type Version = keyof typeof libraries
export type ProtocolName = 'json' | 'messagepack'

/** Every transport with every protocol that it supports. */
export const combinations: readonly (readonly [Transport, ProtocolName])[] = [
  ['WebSockets', 'json'],
  ['WebSockets', 'messagepack'],
  ['ServerSentEvents', 'json'],
  ['LongPolling', 'json'],
  ['LongPolling', 'messagepack'],
]

export interface ClientOptions {
  readonly version?: Version
  readonly transport?: Transport
  readonly protocol?: ProtocolName
  /** The client connects to WebSockets at once. */
  readonly skipNegotiation?: boolean
  /** Delays of automatic reconnect, in milliseconds. */
  readonly reconnect?: number[]
  readonly pingInterval?: number
  /** How to get a token, by default once. */
  readonly accessTokenFactory?: () => string | Promise<string>
  readonly stateful?: boolean
}

/** Anything that negotiates: a service, or the management client. */
export type Negotiated = { readonly url: string; readonly accessToken: string }

/** A real client, not yet started. It ends with the test. */
export function createClient(
  { url, accessToken }: Negotiated,
  { version = 10, transport = 'WebSockets', protocol = 'json', ...options }: ClientOptions = {},
): signalr10.HubConnection {
  const { signalr, MessagePack } = libraries[version]
  let builder = new signalr.HubConnectionBuilder()
    .withUrl(url, {
      accessTokenFactory: options.accessTokenFactory ?? (() => accessToken),
      transport: signalr.HttpTransportType[transport],
      skipNegotiation: options.skipNegotiation === true,
    })
    .configureLogging(signalr.LogLevel.None)
  if (protocol === 'messagepack') builder = builder.withHubProtocol(new MessagePack())
  if (options.reconnect !== undefined) builder = builder.withAutomaticReconnect(options.reconnect)
  if (options.stateful === true) builder = builder.withStatefulReconnect()
  const client = builder.build()
  if (options.pingInterval !== undefined) client.keepAliveIntervalInMilliseconds = options.pingInterval
  onTestFinished(() => client.stop())
  return client
}

/** Resolves when a client is closed, with the error if there is one. */
export function whenClosed(client: signalr10.HubConnection): Promise<Error | undefined> {
  return new Promise((resolve) => client.onclose(resolve))
}

/** Resolves with the arguments of the next call. */
export function nextCall(client: signalr10.HubConnection, target: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    const handle = (...args: unknown[]) => {
      client.off(target, handle)
      resolve(args)
    }
    client.on(target, handle)
  })
}
