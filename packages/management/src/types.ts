/** Options of every call. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. @default none */
  readonly signal?: AbortSignal | undefined
}

/** Options of calls that send to many clients. */
export interface SendOptions extends CallOptions {
  /** Ids of connections that do not get the message. They are part of the URL, so keep the list short. @default none */
  readonly excluded?: readonly string[] | undefined
}

/** Options of {@link Hub.closeConnection}. */
export interface CloseOptions extends CallOptions {
  /**
   * The client gets this in the error of its closed connection, if its token has
   * {@link TokenOptions.enableDetailedErrors}.
   *
   * @default no reason
   * @see https://github.com/Azure/azure-signalr/blob/dev/src/Microsoft.Azure.SignalR.Management/HubContext/ClientManager.cs
   */
  readonly reason?: string | undefined
}

/** Options of calls that close the connections of a hub, a user or a group. */
export interface CloseManyOptions extends CloseOptions {
  /** Ids of connections that stay open. They are part of the URL, so keep the list short. @default none */
  readonly excluded?: readonly string[] | undefined
}

/** Options of {@link Group.addUser}. */
export interface AddUserOptions extends CallOptions {
  /**
   * How long the user is in the group, in seconds. With 0, only the present connections of the user are added. Without
   * it, the service removes the user after a year, and keeps only the last 100 groups that the user was added to so.
   *
   * @default a year
   * @see https://learn.microsoft.com/azure/azure-signalr/swagger/signalr-data-plane-rest-v20241201
   */
  readonly ttl?: number | undefined
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
  /**
   * How long the token can be used to connect, in minutes. A connection outlives its token, unless
   * `closeOnAuthenticationExpiration` is set.
   *
   * @default 60
   */
  readonly expirationTimeInMinutes?: number | undefined
  /**
   * Whether the client gets the details of errors, such as the `reason` of a closed connection. With an access key
   * only.
   *
   * @default false
   */
  readonly enableDetailedErrors?: boolean | undefined
  /** Whether the service closes the connection when the token expires. With an access key only. @default false */
  readonly closeOnAuthenticationExpiration?: boolean | undefined
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

/**
 * A hub. A call rejects with a {@link ServiceError} if it fails, and with a `TypeError` for an id that cannot be one and
 * for an option that is wrong or does not exist.
 */
export interface Hub {
  /** The name in lower case. */
  readonly name: string
  /**
   * Creates a token for a client. With a credential, the service creates it in a call.
   *
   * @throws {TypeError} for a token of more than 4096 characters, and with a credential for `claims`,
   * `enableDetailedErrors` and `closeOnAuthenticationExpiration`
   */
  getClientAccessToken(options?: TokenOptions): Promise<ClientAccessToken>
  /**
   * Creates the answer to `POST …/negotiate`. Take the user from your login, never from the query or the body.
   *
   * @throws {TypeError} as {@link Hub.getClientAccessToken}
   */
  negotiate(options?: TokenOptions): Promise<NegotiateResponse>
  /**
   * Calls a method of all clients. Succeeds if there are none.
   *
   * A send is retried only if it was certainly not delivered: after 429, and if no connection could be opened. After
   * another failure without a status, the clients may have the message.
   *
   * @throws {TypeError} without a target, and for arguments that are not JSON
   */
  sendToAll(target: string, args?: readonly unknown[], options?: SendOptions): Promise<void>
  /** Calls a method of all clients of a user, as {@link Hub.sendToAll}. */
  sendToUser(userId: string, target: string, args?: readonly unknown[], options?: CallOptions): Promise<void>
  /** Calls a method of one client, as {@link Hub.sendToAll}. Succeeds if the connection has ended. */
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
  closeAllConnections(options?: CloseManyOptions): Promise<void>
  /** Closes all connections of a user. Clients with automatic reconnect will reconnect, if they get a new token. */
  closeUserConnections(userId: string, options?: CloseManyOptions): Promise<void>
  /** Removes a connection from all groups. Succeeds if it has ended. */
  removeConnectionFromAllGroups(connectionId: string, options?: CallOptions): Promise<void>
  /** Removes a user from all groups, with all present and future connections. */
  removeUserFromAllGroups(userId: string, options?: CallOptions): Promise<void>
}

/** A group of a hub. Calls reject as those of a {@link Hub}. */
export interface Group {
  /** The name, as given. */
  readonly name: string
  /** Calls a method of all clients in the group, as {@link Hub.sendToAll}. */
  sendToAll(target: string, args?: readonly unknown[], options?: SendOptions): Promise<void>
  /** Adds a connection until it ends. Rejects with the code `Error.Connection.NotExisted` if it has ended. */
  addConnection(connectionId: string, options?: CallOptions): Promise<void>
  /** Removes a connection. Succeeds if it has ended. */
  removeConnection(connectionId: string, options?: CallOptions): Promise<void>
  /** Adds all connections of a user, present and future. */
  addUser(userId: string, options?: AddUserOptions): Promise<void>
  /** Removes a user. */
  removeUser(userId: string, options?: CallOptions): Promise<void>
  /** Whether a user is in the group. Rejects without a clear answer. */
  userExists(userId: string, options?: CallOptions): Promise<boolean>
  /** Closes all connections of the group. Clients with automatic reconnect will reconnect, outside the group. */
  closeAllConnections(options?: CloseManyOptions): Promise<void>
  /** Lists the connections of the group. Those that join or leave meanwhile may be missing or included. */
  listConnections(options?: CallOptions): AsyncIterableIterator<GroupConnection>
}
