import type {
  CloudEvent,
  ConnectedEvent,
  ConnectionEvent,
  DeliverySchema,
  DisconnectedEvent,
  EventGridEvent,
} from './events.js'
import type { JsonObject } from './json.js'

/** A connection event of a valid envelope: a plain object, of one shape for both schemas. */
export function toConnectionEvent(
  envelope: JsonObject,
  schema: DeliverySchema,
  type: ConnectionEvent['type'],
): ConnectionEvent {
  return new PlainEvent(envelope as EventGridEvent | CloudEvent, schema, type)
}

// V8 counts how many objects of a literal outlive collections. If most do, say because they wait for a store, it creates
// all later ones in the old generation, where each event would keep its envelope until a full collection. What a
// constructor creates is not counted.
const PlainEvent = /* @__PURE__ */ toConstructor()

function toConstructor() {
  construct.prototype = Object.prototype
  return construct as unknown as new (
    ...args: Parameters<typeof construct>
  ) => ConnectionEvent
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] }

function construct(
  this: Writable<ConnectedEvent> | Writable<DisconnectedEvent>,
  raw: EventGridEvent | CloudEvent,
  schema: DeliverySchema,
  type: ConnectionEvent['type'],
): void {
  const { id, data } = raw
  this.type = type
  this.id = id
  this.source = (schema === 'cloudevents' ? raw['source'] : raw['topic']) as string
  this.hubName = data.hubName
  this.connectionId = data.connectionId
  // Anonymous is missing on the wire; null and '' are accepted as the same.
  this.userId = data.userId || undefined
  this.timestamp = data.timestamp
  if (this.type === 'disconnected') this.errorMessage = data.errorMessage || undefined
  this.raw = raw
}

/** Returns whether an event is the first with its identity among those that it was called with. */
export type IsFirst = (event: ConnectionEvent) => boolean

/**
 * Detects repetitions within a delivery. An id is unique only together with source, type and connection: Microsoft's
 * samples use one id for both types. So ids decide as long as all of them differ, since to make identities costs more.
 */
export function createIsFirst(events: readonly ConnectionEvent[]): IsFirst {
  const ids = new Set<string>()
  let identities: Set<string> | undefined
  return (event) => {
    if (identities === undefined && adds(ids, event.id)) return true
    identities ??= new Set(events.map(toIdentity))
    return adds(identities, toIdentity(event))
  }
}

function adds(set: Set<string>, item: string): boolean {
  return set.size < set.add(item).size
}

function toIdentity({ source, type, id, connectionId }: ConnectionEvent): string {
  return JSON.stringify([source, type, id, connectionId])
}
