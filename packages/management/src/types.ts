/** Options of every call. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. @default none */
  readonly signal?: AbortSignal | undefined
}

/** Options of calls that send to many clients. */
export interface SendOptions extends CallOptions {
  /** Ids of connections that do not get the message. @default none */
  readonly excluded?: readonly string[] | undefined
}

/** Options of calls that close connections. */
export interface CloseOptions extends CallOptions {
  /** The client gets this as the error of its closed connection. @default no error */
  readonly reason?: string | undefined
}

/** Options of {@link Hub.getClientAccessToken} and {@link Hub.negotiate}. */
export interface TokenOptions extends CallOptions {
  /**
   * The user of the connection, as the application's own login knows it. Without it the client is anonymous.
   *
   * @default an anonymous client
   */
  readonly userId?: string | undefined
  /** More claims, with an access key only. Names that the service uses itself are a `TypeError`. @default none */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** How long the token can be used to connect, in minutes. A connection outlives its token. @default 60 */
  readonly expirationTimeInMinutes?: number | undefined
}

/** The URL and the token with which a client connects. */
export interface ClientAccessToken {
  /** URL of the hub for clients. */
  readonly url: string
  /** The access token. */
  readonly token: string
}

/** The answer to a client's `POST …/negotiate`. Send it as JSON with status 200. */
export interface NegotiateResponse {
  /** The URL of the hub for clients. */
  readonly url: string
  /** The access token. */
  readonly accessToken: string
}

/** A connection in a group. */
export interface GroupConnection {
  /** The connection. */
  readonly connectionId: string
  /** Missing for an anonymous client. */
  readonly userId?: string
}

/** A service. */
export interface ServiceClient {
  /** URL of the service, without trailing slash. */
  readonly endpoint: string
  /** The `source` of the service's events, if the options name it. */
  readonly source: string | undefined
  /** Resolves if the service is healthy. @throws {ServiceError} if it is unhealthy or unreachable */
  health(options?: CallOptions): Promise<void>
  /** A hub, by its name in any case. @throws {TypeError} if the name is invalid */
  hub(name: string): Hub
}

/** A hub. Every call rejects with a `ServiceError` if it fails, and with a `TypeError` for an id that cannot be one. */
export interface Hub {
  /** The name in lower case. */
  readonly name: string
  /** Creates a token for a client. With a credential, the service creates it in a call. @throws {TypeError} for `claims` then */
  getClientAccessToken(options?: TokenOptions): Promise<ClientAccessToken>
  /** Creates the answer to `POST …/negotiate`. Take the user from your login, never from the query or the body. */
  negotiate(options?: TokenOptions): Promise<NegotiateResponse>
  /** Calls a method of all clients. It is retried after 429 only. */
  sendToAll(target: string, args?: readonly unknown[], options?: SendOptions): Promise<void>
  /** Calls a method of all clients of a user. Succeeds if there are none. */
  sendToUser(userId: string, target: string, args?: readonly unknown[], options?: CallOptions): Promise<void>
  /** Calls a method of one client. Succeeds if the connection has ended. */
  sendToConnection(
    connectionId: string,
    target: string,
    args?: readonly unknown[],
    options?: CallOptions,
  ): Promise<void>
  /** A group, which exists while it has members. @throws {TypeError} if the name is invalid */
  group(name: string): Group
  /** Whether a connection exists. Rejects without a clear answer: a 404 without the documented code is never `false`. */
  connectionExists(connectionId: string, options?: CallOptions): Promise<boolean>
  /** Whether a user has a connection. Rejects without a clear answer. */
  userExists(userId: string, options?: CallOptions): Promise<boolean>
  /** Whether a group has a connection. Rejects without a clear answer. */
  groupExists(name: string, options?: CallOptions): Promise<boolean>
  /** Closes a connection. Succeeds if it has already ended. */
  closeConnection(connectionId: string, options?: CloseOptions): Promise<void>
  /** Closes all connections of the hub. Clients with automatic reconnect will reconnect. */
  closeAllConnections(options?: CloseOptions & SendOptions): Promise<void>
}

/** A group of a hub. */
export interface Group {
  /** The name, as given. */
  readonly name: string
  /** Calls a method of all clients in the group. Succeeds if there are none. */
  sendToAll(target: string, args?: readonly unknown[], options?: SendOptions): Promise<void>
  /** Adds a connection until it ends. Rejects with the code `Error.Connection.NotExisted` if it has ended. */
  addConnection(connectionId: string, options?: CallOptions): Promise<void>
  /** Removes a connection. Succeeds if it has ended. */
  removeConnection(connectionId: string, options?: CallOptions): Promise<void>
  /**
   * Adds all connections of a user, present and future.
   *
   * `ttl` is in seconds: 0 for present connections only. Without it, the service removes the user after a year.
   */
  addUser(userId: string, options?: CallOptions & { readonly ttl?: number | undefined }): Promise<void>
  /** Removes a user. */
  removeUser(userId: string, options?: CallOptions): Promise<void>
  /** Lists the connections of the group. Those that join or leave meanwhile may be missing or included. */
  listConnections(options?: CallOptions): AsyncIterableIterator<GroupConnection>
}
