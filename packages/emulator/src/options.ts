/** A duration: milliseconds, or a number and its unit, e.g. `'90s'`, `'10m'`, `'24h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/** How a client is connected. */
export type Transport = 'WebSockets' | 'ServerSentEvents' | 'LongPolling'

/** What happened to a client, for `publish` of an event grid. */
export interface EventToPublish {
  /** What happened. */
  readonly type: 'connected' | 'disconnected'
  /** The hub. */
  readonly hubName: string
  /** The connection. */
  readonly connectionId: string
  /** `null` for an anonymous client. */
  readonly userId: string | null
  /** Of disconnected events only, and only if there is a reason to name. */
  readonly errorMessage?: string
}

/** A problem that a developer should fix. */
export interface Warning {
  /** The kind of the warning, stable. */
  readonly code:
    | 'token-refused'
    | 'token-too-long'
    | 'host-refused'
    | 'invocation-ignored'
    | 'version-missing'
    | 'publish-failed'
    | 'short-timeout'
    | 'open-to-network'
    | 'internal-error'
  /** What happened and what to do, without keys or tokens. */
  readonly message: string
}

/** Why a connection ended. */
export type GoneReason =
  | 'client-close'
  | 'transport-closed'
  | 'transport-lost'
  | 'client-timeout'
  | 'poll-timeout'
  | 'rest-close'
  | 'protocol-error'
  | 'token-expired'
  | 'service-stopped'
  | 'dropped'

/** A snapshot of a client's connection. */
export interface ClientConnection {
  /** The hub. */
  readonly hubName: string
  /** The public id, as in events. */
  readonly connectionId: string
  /** `undefined` for an anonymous client. */
  readonly userId: string | undefined
  /** The transport of the connection. */
  readonly transport: Transport
  /** The hub protocol. */
  readonly protocol: 'json' | 'messagepack'
  /** The groups that the connection is in. */
  readonly groups: readonly string[]
  /** All claims of the client's token. */
  readonly claims: Readonly<Record<string, unknown>>
  /** When it opened, in milliseconds since 1970. */
  readonly since: number
}

/** Behavior that Microsoft does not document, so that the default is a guess. */
export interface UndocumentedOptions {
  /** The hub name in events if a client's URL has capitals. @default 'lower' */
  readonly hubName?: 'lower' | 'as-sent' | undefined
  /** How strictly the `aud` of tokens is compared with the URL. @default 'without-port' */
  readonly audience?: 'without-port' | 'exact' | 'unchecked' | undefined
}

/** A client that asks an application for a URL and a token. */
export interface ClientToNegotiate {
  /** The name of the hub. */
  readonly hub: string
  /** Without it the client is anonymous. */
  readonly userId?: string | undefined
  /** Additional claims of the token. @default none */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** How long the token can be used to connect. @default '1h' */
  readonly expiresIn?: Duration | undefined
}

/** Options of {@link startSignalRService}. */
export interface SignalRServiceOptions {
  /** Receives an event for each connection that opens and ends, e.g. what `startEventGrid` returns. @default none */
  readonly eventGrid?: { publish(event: EventToPublish): unknown } | undefined
  /** 0 for any free port. @default 0 */
  readonly port?: number | undefined
  /**
   * The address to listen on. One that other machines can reach requires `accessKeys`, since the default key is public.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined
  /** The URL by which apps and clients reach the service, if it is behind a proxy. @default 'http://localhost:PORT' */
  readonly publicUrl?: string | undefined
  /** Primary and secondary key. @default the well-known key of Microsoft's emulator */
  readonly accessKeys?: readonly [string, string?] | undefined
  /**
   * How long a client may be silent, `connectionTimeoutInSeconds` of Azure. Less than 15 s ends clients that ping at
   * their default interval; set their `keepAliveIntervalInMilliseconds` too.
   *
   * @default '30s'
   */
  readonly connectionTimeout?: Duration | undefined
  /** How often an idle client gets a ping, `keepAliveIntervalInSeconds` of Azure. @default '15s' */
  readonly keepAliveInterval?: Duration | undefined
  /** How long a client may take to connect after negotiate, and then to send its handshake. @default '15s' */
  readonly handshakeTimeout?: Duration | undefined
  /** The maximum time between two polls of a client with long polling. Azure's is not documented. @default '15s' */
  readonly pollGrace?: Duration | undefined
  /** Transports that negotiate offers. @default all */
  readonly transports?: readonly Transport[] | undefined
  /** Maximum connections; further ones get 429 at negotiate. Azure: 20 if free, 1,000 a unit. @default no limit */
  readonly maxConnections?: number | undefined
  /**
   * What happens when a client calls a hub method, for which there is no upstream: nothing (an `invoke` then never
   * settles), an error as its result, or the end of the connection. The first two are also a warning.
   *
   * @default 'ignore'
   */
  readonly clientInvocation?: 'ignore' | 'error' | 'close' | undefined
  /** Behavior of Azure that is not documented. @default see {@link UndocumentedOptions} */
  readonly undocumented?: UndocumentedOptions | undefined
  /** Receives warnings, e.g. why a token was refused. @default console.warn */
  readonly onWarning?: ((warning: Warning) => unknown) | undefined
  /** Called for every connection that opens, and again with the reason when it has ended. @default none */
  readonly onConnection?: ((change: ConnectionChange) => unknown) | undefined
  /** Makes connection ids repeat from run to run. @default random */
  readonly seed?: number | undefined
}

/** What {@link SignalRServiceOptions.onConnection} receives. */
export type ConnectionChange =
  | { readonly type: 'open'; readonly connection: ClientConnection }
  | { readonly type: 'gone'; readonly connection: ClientConnection; readonly reason: GoneReason }
