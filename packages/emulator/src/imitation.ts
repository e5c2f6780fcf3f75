// What is imitated, as data: the documentation is made of it, and a test finds the tests that it names.

/** A behavior of the service. */
export interface Behavior {
  readonly title: string
  /** What the local service does. */
  readonly here: string
  /** The test file that shows it. */
  readonly test: string
}

/** A behavior that Microsoft does not document, so that what happens here is a guess. */
export interface Guess extends Behavior {
  /** The option that changes it. */
  readonly option?: string
  /** Which sources disagree, or what is not said. */
  readonly why: string
}

export const imitated: readonly Behavior[] = [
  {
    title: 'Transports and protocols',
    here: 'WebSockets, server-sent events and long polling; JSON and MessagePack; negotiate versions 0 and 1; `skipNegotiation`',
    test: 'clients',
  },
  {
    title: 'Tokens',
    here: 'HS256 with the primary or secondary key; signature, `exp`, `nbf` and `aud` are checked',
    test: 'tokens',
  },
  {
    title: 'The user id',
    here: '`asrs.s.uid`, then `nameid`, then the name identifier, then `sub`; without them the client is anonymous',
    test: 'tokens',
  },
  {
    title: 'Events',
    here: 'One `connected` after the handshake, at most one `disconnected`, never without its `connected`',
    test: 'chaos',
  },
  { title: 'Pings and timeouts', here: 'In both directions, at the documented intervals', test: 'reasons' },
  {
    title: 'Close on token expiry',
    here: 'With the claim `asrs.s.coae`; without it a connection outlives its token',
    test: 'tokens',
  },
  { title: 'Pages of other origins', here: 'CORS as browsers need it, on `/client` only', test: 'browser' },
  { title: 'Groups', here: 'Of connections, and of users with their future connections', test: 'rest' },
  { title: 'The REST API', here: 'The [operations below](#rest-api), in both styles', test: 'rest' },
  { title: 'A maximum of connections', here: '`maxConnections`: 429 at negotiate', test: 'http' },
]

export const notImitated: readonly string[] = [
  'Upstream endpoints: no call of a client reaches your server',
  'Default and classic mode: no hub server connects',
  'Stateful reconnect: a client that asks for it gets an ordinary connection',
  'Microsoft Entra ID: tokens need an access key',
  'Client results, streams and `:execute` of the REST API: 501',
  'MessagePack and binary bodies of the REST API: 415',
  'A `ttl` of a user in a group other than 0: the user stays until removed, or until the service stops',
  'TLS: use a proxy, and `publicUrl`',
  'Limits of units, of message size towards clients and of throughput, except `maxConnections`',
  'Several regions, replicas, gradual maintenance',
]

export const guesses: readonly Guess[] = [
  {
    title: 'How strictly `aud` is compared',
    here: 'Scheme, host, path and hub count; port and other query do not',
    why: 'SDKs leave out the port, samples have it',
    option: 'undocumented.audience',
    test: 'tokens',
  },
  {
    title: 'A token of more than 4 KiB',
    here: 'Accepted, with a warning',
    why: 'Browsers and SDKs fail with it in Azure; other clients may connect',
    test: 'tokens',
  },
  {
    title: 'The hub name in events if the URL has capitals',
    here: 'In lower case',
    why: 'SDKs send it in lower case',
    option: 'undocumented.hubName',
    test: 'options',
  },
  {
    title: 'A client calls a hub method, and there is no upstream',
    here: 'Ignored, with a warning',
    why: 'One page says that the client is disconnected, another that the message is ignored',
    option: 'clientInvocation',
    test: 'reasons',
  },
  {
    title: 'How long a client with long polling may be away',
    here: '15 s, as in ASP.NET Core',
    why: 'Not documented',
    option: 'pollGrace',
    test: 'reasons',
  },
  {
    title: 'How long a client may take to shake hands',
    here: '15 s, as in ASP.NET Core',
    why: 'Not documented for the service',
    option: 'handshakeTimeout',
    test: 'hostile',
  },
  {
    title: 'Texts of `errorMessage`',
    here: 'The [texts above](#how-connections-end)',
    why: 'One example is documented, `Internal server error.`',
    test: 'reasons',
  },
  {
    title: 'A second WebSocket with the id of the first',
    here: '409',
    why: 'So it is in ASP.NET Core',
    test: 'http',
  },
  {
    title: 'A connection that stays for less than a second',
    here: 'Both events',
    why: 'Not documented',
    test: 'hostile',
  },
  {
    title: 'The status of closing a connection',
    here: '202 in version 1, 200 later',
    why: 'So it is in the swagger files; the emulator of Microsoft answers 200',
    test: 'rest',
  },
  {
    title: 'A REST call without `api-version`',
    here: 'Served as the newest, with a warning',
    why: 'Not documented',
    test: 'rest',
  },
  {
    title: 'Whether clients reconnect after the end of the service',
    here: 'After `restart` they may, after `stop` they may not',
    why: 'Not documented',
    test: 'control',
  },
]
