import type { ConnectionEvent, DeliverySchema } from './events.js'
import { isJsonObject, type JsonObject } from './json.js'
import { timestampPattern } from './wire.js'

// By hand, since importing zod costs most of Node's own start-up. It accepts exactly what the schemas in
// schemas.ts accept, which a property test shows.

/** The first member that keeps an object from being a connection event, or `undefined` when it is one. */
export function findInvalidField(
  event: JsonObject,
  schema: DeliverySchema,
  type: ConnectionEvent['type'],
): string | undefined {
  const isCloudEvent = schema === 'cloudevents'
  if (isCloudEvent && event['specversion'] !== '1.0') return 'specversion'
  if (!isText(event['id'])) return 'id'
  if (!isText(isCloudEvent ? event['source'] : event['topic'])) return isCloudEvent ? 'source' : 'topic'
  const data = event['data']
  if (!isJsonObject(data)) return 'data'
  const timestamp = data['timestamp']
  if (typeof timestamp !== 'string' || !timestampPattern.test(timestamp)) return 'data.timestamp'
  if (!isText(data['hubName'])) return 'data.hubName'
  if (!isText(data['connectionId'])) return 'data.connectionId'
  if (!isOptionalString(data['userId'])) return 'data.userId'
  if (type === 'disconnected' && !isOptionalString(data['errorMessage'])) return 'data.errorMessage'
  return undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isOptionalString(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string'
}
