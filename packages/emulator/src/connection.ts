import type { ClientConnection, GoneReason, Transport } from './options.js'
import type { Frames } from './protocol/frames.js'
import type { Protocol } from './protocol/messages.js'
import type { Claims } from './token.js'

/** The transport of a connection, once it has one. */
export interface Link {
  readonly transport: Transport
  send(data: string | Uint8Array): void
  /** How many bytes were sent that the client has not yet taken. */
  pending(): number
  /** Ends after what was sent. */
  end(): void
  /** Cuts the socket. */
  cut(): void
  /** Stops and continues to read, for a frozen connection. */
  pause?(): void
  resume?(): void
  /** Called by the sweep; the reason if the connection is over. */
  tick?(now: number): GoneReason | undefined
}

/**
 * A client's connection. It is `negotiated` until a transport is `attached`, and `open` after its handshake. Only
 * connections that were open have events.
 */
export interface Connection {
  readonly hub: Hub
  /** As in events. */
  readonly hubName: string
  readonly id: string
  /** The secret id of the client's requests. */
  readonly token: string
  readonly claims: Claims
  /** `undefined` for an anonymous client. */
  readonly userId: string | undefined
  /** When to close it because its token expires, in milliseconds since 1970. */
  readonly expiresAt: number | undefined
  state: 'negotiated' | 'attached' | 'open' | 'gone'
  link: Link | undefined
  protocol: Protocol | undefined
  frames: Frames | undefined
  readonly groups: Set<string>
  /** When it opened, in milliseconds since 1970. */
  since: number
  /** By `performance.now()`: when the state began, and when something was last received and sent. */
  stateAt: number
  receivedAt: number
  sentAt: number
  /** Whether its disconnected event was published. */
  isReported: boolean
  frozen: Frozen | undefined
}

/** What waits until a frozen connection thaws. */
export interface Frozen {
  readonly thawed: Promise<void>
  readonly held: (() => void)[]
}

/** The open connections of a hub. */
export interface Hub {
  /** In lower case. */
  readonly name: string
  readonly connections: Map<string, Connection>
  readonly users: Map<string, Set<Connection>>
  readonly groups: Map<string, Set<Connection>>
  /** Groups that the future connections of a user join. */
  readonly userGroups: Map<string, Set<string>>
}

/** Runs at once, or after the thaw if the connection is frozen. */
export function whenThawed({ frozen }: Connection, run: () => void): void {
  if (frozen === undefined) run()
  else frozen.held.push(run)
}

/** Sends to an open connection, unless it is gone. */
export function sendData(connection: Connection, data: string | Uint8Array): void {
  connection.sentAt = performance.now()
  whenThawed(connection, () => connection.link?.send(data))
}

export function toClientConnection(connection: Connection): ClientConnection {
  const { hubName, id, userId, link, protocol, groups, claims, since } = connection
  return {
    ...{ hubName, connectionId: id, userId, groups: [...groups], claims, since },
    transport: link?.transport ?? 'WebSockets',
    protocol: protocol?.name ?? 'json',
  }
}
