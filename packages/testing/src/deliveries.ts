import type { CloudEvent, ConnectionData, DeliverySchema, EventGridEvent } from '@signalr-events/core'

/** A request as Event Grid sends it, for any HTTP client. */
export interface EventGridRequest {
  /** The HTTP method. */
  readonly method: 'POST' | 'OPTIONS'
  /** The headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON text; `undefined` for a handshake with OPTIONS. */
  readonly body: string | undefined
}

/** The fields of an event. Missing ones get a default. */
export interface EventDetails {
  /** The id of the event. @default a new id */
  readonly id?: string
  /** The Azure resource id of the SignalR Service. @default the id of a sample resource */
  readonly source?: string
  /** The hub. @default 'chat' */
  readonly hubName?: string
  /** The connection. @default a new id */
  readonly connectionId?: string
  /** `null` for an anonymous client: its events have no `userId` on the wire. @default 'user-eymwyo23' */
  readonly userId?: string | null
  /** ISO 8601, UTC. @default now */
  readonly timestamp?: string
  /** Why the connection closed. Only disconnected events have it. @default none */
  readonly errorMessage?: string
}

/** The values of a delivery's headers. */
export interface DeliveryDetails {
  /** The name of the event subscription. It is sent in upper case, as Event Grid does. @default 'mysub' */
  readonly subscription?: string
  /**
   * How many attempts came before this one.
   *
   * @default 0
   */
  readonly attempt?: number
}

/** The fields of a handshake. */
export interface HandshakeDetails {
  /** The validation code. Event Grid schema only. @default a new code */
  readonly code?: string
  /** The Azure resource of the event subscription. Event Grid schema only. @default the id of a sample resource */
  readonly source?: string
  /** The name of the event subscription, sent in upper case. Event Grid schema only. @default 'mysub' */
  readonly subscription?: string
  /** The origin that asks for permission. CloudEvents only. @default 'eventgrid.azure.net' */
  readonly origin?: string
  /** The URL for a manual validation. @default a sample URL of Event Grid */
  readonly callback?: string
}

/** Builds Event Grid's requests in one of its two schemas. */
export interface DeliveryBuilder<Event> {
  /** The schema of the requests. */
  readonly schema: DeliverySchema
  /** A connected event, to put into a `batch`. */
  connectedEvent(details?: EventDetails): Event
  /** A disconnected event, to put into a `batch`. */
  disconnectedEvent(details?: EventDetails): Event
  /** A delivery of one connected event. */
  connected(details?: EventDetails, delivery?: DeliveryDetails): EventGridRequest
  /** A delivery of one disconnected event. */
  disconnected(details?: EventDetails, delivery?: DeliveryDetails): EventGridRequest
  /** A delivery of several events, or of any other JSON values. */
  batch(events: readonly unknown[], delivery?: DeliveryDetails): EventGridRequest
  /** The handshake: a POST with a validation code, or an OPTIONS with an origin. */
  handshake(details?: HandshakeDetails): EventGridRequest
  /** The notification that the event subscription was deleted. */
  deletion(delivery?: DeliveryDetails): EventGridRequest
}

/** Builds requests in Event Grid schema. The body is always an array. */
export const eventGrid: DeliveryBuilder<EventGridEvent> = createBuilder({
  schema: 'eventgrid',
  toEvent: ({ id, source, subject, data, type }) => ({
    id,
    topic: source,
    subject,
    data,
    eventType: type,
    eventTime: data.timestamp,
    dataVersion: '1.0',
    metadataVersion: '1',
  }),
  deliver: (events, delivery) => post('Notification', 'application/json', '1.0', events, delivery),
  handshake({
    code = crypto.randomUUID(),
    source = defaultSource,
    callback = `${validateUrl}?id=${code}`,
    ...delivery
  }) {
    const event = {
      id: crypto.randomUUID(),
      topic: source,
      subject: '',
      data: { validationCode: code, validationUrl: callback },
      eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
      eventTime: new Date().toISOString(),
      metadataVersion: '1',
      dataVersion: '2',
    }
    return post('SubscriptionValidation', 'application/json', '2', [event], delivery)
  },
  deletion: (delivery) => post('SubscriptionDeletion', 'application/json', '1', [deleted], delivery),
})

/** Builds requests in CloudEvents 1.0: one event as an object, as in captures; several as a CloudEvents batch. */
export const cloudEvents: DeliveryBuilder<CloudEvent> = createBuilder({
  schema: 'cloudevents',
  toEvent: ({ id, source, subject, data, type }) => ({
    id,
    source,
    specversion: '1.0',
    type,
    subject,
    time: data.timestamp,
    data,
  }),
  deliver(events, delivery) {
    const [mode, body] = events.length === 1 ? ['', events[0]] : ['-batch', events]
    return fromOrigin(post('Notification', `application/cloudevents${mode}+json`, '', body, delivery))
  },
  handshake: ({ origin = eventGridOrigin, callback = validateUrl }) => ({
    method: 'OPTIONS',
    headers: { 'webhook-request-origin': origin, 'webhook-request-callback': callback },
    body: undefined,
  }),
  deletion: (delivery) =>
    fromOrigin(post('Unsubscribe', 'application/cloudevents+json', '', deleted, delivery)),
})

/**
 * Builds one CloudEvent in binary mode, its attributes as headers. Event Grid never sends it, other brokers may.
 *
 * @example
 * ```ts
 * import { cloudEvents, toBinary } from '@signalr-events/testing'
 *
 * const { headers } = toBinary(cloudEvents.connectedEvent())
 * console.log(headers['ce-specversion']) // 1.0
 * ```
 */
export function toBinary({ data, ...attributes }: CloudEvent): EventGridRequest {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  for (const [name, value] of Object.entries(attributes))
    headers[`ce-${name}`] = encodeURIComponent(String(value))
  return { method: 'POST', headers, body: JSON.stringify(data) }
}

const defaultSource =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource'
const eventGridOrigin = 'eventgrid.azure.net'
const validateUrl = 'https://rp-eastus2.eventgrid.azure.net:553/eventsubscriptions/mysub/validate'
const deleted = { eventType: 'Microsoft.EventGrid.SubscriptionDeletedEvent', data: {} }

interface Parts {
  readonly id: string
  readonly source: string
  readonly subject: string
  readonly type: string
  readonly data: ConnectionData
}

function createBuilder<Event>(wire: {
  readonly schema: DeliverySchema
  toEvent(parts: Parts): Event
  deliver(events: readonly unknown[], delivery: DeliveryDetails): EventGridRequest
  handshake(details: HandshakeDetails): EventGridRequest
  deletion(delivery: DeliveryDetails): EventGridRequest
}): DeliveryBuilder<Event> {
  const connectedEvent = (details: EventDetails = {}) => wire.toEvent(toParts('Connected', details))
  const disconnectedEvent = (details: EventDetails = {}) => wire.toEvent(toParts('Disconnected', details))
  return {
    schema: wire.schema,
    connectedEvent,
    disconnectedEvent,
    connected: (details, delivery = {}) => wire.deliver([connectedEvent(details)], delivery),
    disconnected: (details, delivery = {}) => wire.deliver([disconnectedEvent(details)], delivery),
    batch: (events, delivery = {}) => wire.deliver(events, delivery),
    handshake: (details = {}) => wire.handshake(details),
    deletion: (delivery = {}) => wire.deletion(delivery),
  }
}

function toParts(change: 'Connected' | 'Disconnected', details: EventDetails): Parts {
  const { userId = 'user-eymwyo23', hubName = 'chat', errorMessage } = details
  // Azure sends seven fractional digits.
  const timestamp = details.timestamp ?? new Date().toISOString().replace('Z', '0000Z')
  return {
    id: details.id ?? crypto.randomUUID(),
    source: details.source ?? defaultSource,
    subject: `/hub/${hubName}`,
    type: `Microsoft.SignalRService.ClientConnection${change}`,
    data: {
      timestamp,
      hubName,
      connectionId: details.connectionId ?? crypto.randomUUID(),
      ...(userId === null ? {} : { userId }),
      ...(errorMessage === undefined ? {} : { errorMessage }),
    },
  }
}

function post(
  eventType: string,
  contentType: string,
  dataVersion: string,
  body: unknown,
  { subscription = 'mysub', attempt = 0 }: DeliveryDetails = {},
): EventGridRequest {
  return {
    method: 'POST',
    headers: {
      'content-type': `${contentType}; charset=utf-8`,
      'aeg-event-type': eventType,
      'aeg-subscription-name': subscription.toUpperCase(),
      'aeg-delivery-count': String(attempt),
      'aeg-data-version': dataVersion,
      'aeg-metadata-version': '1',
    },
    body: JSON.stringify(body),
  }
}

function fromOrigin(request: EventGridRequest): EventGridRequest {
  return { ...request, headers: { ...request.headers, origin: eventGridOrigin } }
}
