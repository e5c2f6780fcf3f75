import type { CloudEvent, ConnectionEvent, DeliverySchema, EventGridEvent } from './events.js'
import type { JsonObject } from './json.js'

/** A connection event of a valid envelope: one shape for both schemas. */
export function toConnectionEvent(
  envelope: JsonObject,
  schema: DeliverySchema,
  type: ConnectionEvent['type'],
): ConnectionEvent {
  const raw = envelope as EventGridEvent | CloudEvent
  const { id, data } = raw
  const source = (schema === 'cloudevents' ? raw['source'] : raw['topic']) as string
  const { timestamp, hubName, connectionId } = data
  // Anonymous is missing on the wire; null and '' are accepted as the same.
  const userId = data.userId || undefined
  // Written out, since to spread an object costs more than to check it.
  if (type === 'connected') return { type, id, source, hubName, connectionId, userId, timestamp, raw }
  const errorMessage = data.errorMessage || undefined
  return { type, id, source, hubName, connectionId, userId, timestamp, errorMessage, raw }
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
