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

/** What a client needs to connect. */
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
  /** Absent for an anonymous client. */
  readonly userId?: string
}

/** A service. */
export interface ServiceClient {
  /** URL of the service, without slash at the end. */
  readonly endpoint: string
  /** The `source` of the service's events, if the options name it. */
  readonly source: string | undefined
  /** Resolves if the service is healthy. @throws {ServiceError} if it is not, or cannot be reached */
  health(options?: CallOptions): Promise<void>
  /** A hub, by its name in any case. @throws {TypeError} if it is no name of a hub */
  hub(name: string): Hub
}

/** A hub. Every call rejects with a `ServiceError` if it fails, and with a `TypeError` for an id that cannot be one. */
export interface Hub {
  /** The name in lower case. */
  readonly name: string
  /** A token for a client. With a credential the service makes it, which takes a call. @throws {TypeError} for `claims` then */
  getClientAccessToken(options?: TokenOptions): Promise<ClientAccessToken>
  /** The answer to a client's `POST …/negotiate`. Takes the user from your login, never from the request's query or body. */
  negotiate(options?: TokenOptions): Promise<NegotiateResponse>
  /** Calls a method of all clients. It is not repeated after a failure other than 429. */
  sendToAll(target: string, args?: readonly unknown[], options?: SendOptions): Promise<void>
  /** Calls a method of all clients of a user. Succeeds if there are none. */
  sendToUser(userId: string, target: string, args?: readonly unknown[], options?: CallOptions): Promise<void>
  /** Calls a method of one client. Succeeds if it is gone. */
  sendToConnection(
    connectionId: string,
    target: string,
    args?: readonly unknown[],
    options?: CallOptions,
  ): Promise<void>
  /** A group, which exists while it has members. @throws {TypeError} if it is no name of a group */
  group(name: string): Group
  /** Rejects when the service does not say so: a 404 without its documented code is an error, never `false`. */
  connectionExists(connectionId: string, options?: CallOptions): Promise<boolean>
  /** Whether a user has a connection. Rejects when the service does not say so. */
  userExists(userId: string, options?: CallOptions): Promise<boolean>
  /** Whether a group has a connection. Rejects when the service does not say so. */
  groupExists(name: string, options?: CallOptions): Promise<boolean>
  /** Closes a connection. Succeeds if it is gone. */
  closeConnection(connectionId: string, options?: CloseOptions): Promise<void>
  /** Closes all connections of the hub. Clients with automatic reconnect come back. */
  closeAllConnections(options?: CloseOptions & SendOptions): Promise<void>
}

/** A group of a hub. */
export interface Group {
  /** The name, as given. */
  readonly name: string
  /** Calls a method of all clients in the group. Succeeds if there are none. */
  sendToAll(target: string, args?: readonly unknown[], options?: SendOptions): Promise<void>
  /** Adds a connection until it ends. Rejects with the code `Error.Connection.NotExisted` if it is gone. */
  addConnection(connectionId: string, options?: CallOptions): Promise<void>
  /** Removes a connection. Succeeds if it is gone. */
  removeConnection(connectionId: string, options?: CallOptions): Promise<void>
  /**
   * Adds all connections of a user, present and future.
   *
   * `ttl` is in seconds: 0 for present connections only. Without it the service forgets it after a year.
   */
  addUser(userId: string, options?: CallOptions & { readonly ttl?: number | undefined }): Promise<void>
  /** Removes a user. */
  removeUser(userId: string, options?: CallOptions): Promise<void>
  /** The connections of the group, page by page. Connections that come and go meanwhile may be missing or listed. */
  listConnections(options?: CallOptions): AsyncIterableIterator<GroupConnection>
}
