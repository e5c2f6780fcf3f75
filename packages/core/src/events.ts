/** The properties of both events. */
interface EventProperties {
  /** Event Grid's event id. Unique only together with `source` and `type`. */
  readonly id: string
  /** The Azure resource id of the SignalR Service, as sent; its casing varies. */
  readonly source: string
  /** The hub. Service SDKs send it in lower case; use {@link hub} to match it in any case. */
  readonly hubName: string
  readonly connectionId: string
  /** The user, or `undefined` for an anonymous client. */
  readonly userId: string | undefined
  /**
   * When it happened: ISO 8601, UTC, as sent. Azure sends seven fractional digits, which `Date` would cut to
   * three; strings of one SignalR Service compare in order of time.
   */
  readonly timestamp: string
  /** The envelope as received. */
  readonly raw: EventGridEvent | CloudEvent
}

/**
 * A client has connected: `Microsoft.SignalRService.ClientConnectionConnected`.
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-azure-signalr
 */
export interface ConnectedEvent extends EventProperties {
  /** The discriminant. */
  readonly type: 'connected'
}

/**
 * A client has disconnected: `Microsoft.SignalRService.ClientConnectionDisconnected`. It can be late or missing,
 * and it can arrive before the connected event of the same connection.
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-azure-signalr
 */
export interface DisconnectedEvent extends EventProperties {
  /** The discriminant. */
  readonly type: 'disconnected'
  /** Why the connection was lost, or `undefined` if it was closed normally. */
  readonly errorMessage: string | undefined
}

/** One event of a SignalR client connection. `type` is the discriminant and the name of its handler. */
export type ConnectionEvent = ConnectedEvent | DisconnectedEvent

/** The `data` member of a connection event on the wire. */
export interface ConnectionData {
  /** ISO 8601, UTC. */
  timestamp: string
  /** The hub. */
  hubName: string
  /** The connection. */
  connectionId: string
  /** Missing for an anonymous client. */
  userId?: string | null | undefined
  /** Of disconnected events: why the connection was lost. */
  errorMessage?: string | null | undefined
}

/**
 * An event in Event Grid's own schema, as received: the members that are checked, and whatever else was sent.
 * @see https://learn.microsoft.com/azure/event-grid/event-schema
 */
export interface EventGridEvent<Data = ConnectionData> {
  /** Unique only together with `topic` and `eventType`. */
  id: string
  /** The Azure resource id of the SignalR Service. */
  topic: string
  /** For example `Microsoft.SignalRService.ClientConnectionConnected`. */
  eventType: string
  /** The connection. */
  data: Data
  [member: string]: unknown
}

/**
 * An event as CloudEvents 1.0, as received: the attributes that are checked, and whatever else was sent.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export interface CloudEvent<Data = ConnectionData> {
  /** The version of the specification. */
  specversion: '1.0'
  /** Unique only together with `source` and `type`. */
  id: string
  /** The Azure resource id of the SignalR Service. */
  source: string
  /** For example `Microsoft.SignalRService.ClientConnectionConnected`. */
  type: string
  /** The connection. */
  data: Data
  [attribute: string]: unknown
}

/** The two schemas in which Event Grid delivers. */
export type DeliverySchema = 'eventgrid' | 'cloudevents'

/** The headers of a delivery: one POST by Event Grid, with one or more events. */
export interface DeliveryHead {
  /** The `aeg-event-type` header, e.g. `Notification`. */
  readonly eventType: string | undefined
  /** The name of the event subscription. Event Grid sends it in upper case. */
  readonly subscription: string | undefined
  /** How often this delivery was tried before: 0 at first. */
  readonly attempt: number | undefined
  /** When the request arrived, in milliseconds since 1970 (`Date.now()`). */
  readonly receivedAt: number
}

/** The delivery that an event came in. */
export interface Delivery extends DeliveryHead {
  /** The schema of the delivery's first event. */
  readonly schema: DeliverySchema
}
