import type { ConnectionEvent, DeliverySchema } from './events.js'
import { isJsonObject, type JsonObject } from './json.js'

// Microsoft's own published examples spell `specVersion`. A member in another case is understood, since an invalid
// event is lost. The documented spelling counts where it is present; and what is found here is what is checked and
// what is handled. See docs/decisions/030-any-case.md.

const envelopeNames: Readonly<Record<DeliverySchema, readonly string[]>> = {
  eventgrid: ['id', 'topic', 'eventType', 'data'],
  cloudevents: ['id', 'source', 'type', 'specversion', 'data'],
}
const dataNames: Readonly<Record<ConnectionEvent['type'], readonly string[]>> = {
  connected: ['timestamp', 'hubName', 'connectionId', 'userId'],
  disconnected: ['timestamp', 'hubName', 'connectionId', 'userId', 'errorMessage'],
}

/** The schema of an element, by its members: documentation and wire disagree on which schema comes as an array. */
export function readSchema(element: JsonObject): DeliverySchema | undefined {
  if (typeof element['specversion'] === 'string') return 'cloudevents'
  if (typeof element['eventType'] === 'string') return 'eventgrid'
  const names = withNames(element, ['specversion', 'eventType'])
  if (typeof names['specversion'] === 'string') return 'cloudevents'
  return typeof names['eventType'] === 'string' ? 'eventgrid' : undefined
}

/** An envelope with its members under their documented names. */
export function withEnvelopeNames(element: JsonObject, schema: DeliverySchema): JsonObject {
  const { id, topic, eventType, data } = element
  // As Azure writes it. Members by constant names cost a third of those by names from a list.
  if (schema === 'eventgrid' && id && topic && eventType && data) return element
  return withNames(element, envelopeNames[schema])
}

/** A connection event with the members of its data under their documented names. */
export function withDataNames(event: JsonObject, type: ConnectionEvent['type']): JsonObject {
  const { data } = event
  if (!isJsonObject(data)) return event
  const { timestamp, hubName, connectionId, userId, errorMessage } = data
  const isUsual = timestamp && hubName && connectionId && userId
  if (isUsual && (errorMessage || type === 'connected')) return event
  const named = withNames(data, dataNames[type])
  return named === data ? event : { ...event, data: named }
}

/** The object itself if it has all members, or no others, or else a copy to which those of another case are added. */
function withNames(object: JsonObject, names: readonly string[]): JsonObject {
  const isMissing = (name: string) => object[name] === undefined || object[name] === null
  if (!names.some(isMissing)) return object
  const others = Object.keys(object).filter((key) => !names.includes(key))
  if (others.length === 0) return object
  const found = names.filter(isMissing).flatMap((name) => {
    const other = others.find((key) => key.toLowerCase() === name.toLowerCase())
    return other === undefined ? [] : [[name, object[other]] as const]
  })
  return found.length === 0 ? object : { ...object, ...Object.fromEntries(found) }
}
