import { type AllowList, allowAll } from './allow.js'
import { WebhookError } from './errors.js'
import type { CloudEvent, ConnectionData, ConnectionEvent, DeliverySchema, EventGridEvent } from './events.js'
import type { RequestHead } from './http.js'
import { isJsonObject, type JsonObject, parseBase64Json, parseJson } from './json.js'
import { isCloudEvents } from './recognize.js'
import { decodePercent } from './url.js'
import { findFault } from './validate.js'
import { readKind, validationCodePattern } from './wire.js'

/** What a delivery holds. */
export interface Decoded {
  /** The schema of the first event. */
  schema: DeliverySchema
  /** The code to echo, when the delivery is a validation request. */
  validationCode: string | undefined
  /** Whether it says that the event subscription was deleted. */
  deletion: boolean
  /** Whether there are events of hubs that are not on the list, which are acknowledged. */
  ignored: boolean
  /** Connection events, each once, in the order given. */
  events: ConnectionEvent[]
  /** Events of other types, as received. */
  unknown: unknown[]
  /** What is not a valid event, as received, and why. */
  invalid: { error: WebhookError; raw: unknown }[]
}

// Event Grid sends 5,000 events at most. A body of a million zeros would cost seconds, an error for each.
const maxElements = 10_000

/** Sorts out a delivery, element by element: one bad event never blocks its neighbours. Takes `value` as its own. */
export function decode(value: unknown, request: RequestHead, allowed: AllowList = allowAll): Decoded {
  const elements = isBinary(request) ? [fromBinary(request, value)] : Array.isArray(value) ? value : [value]
  const decoded: Decoded = {
    schema: schemaOf(elements[0]) ?? 'eventgrid',
    validationCode: undefined,
    deletion: false,
    ignored: false,
    events: [],
    unknown: [],
    invalid: [],
  }
  if (elements.length > maxElements) {
    decoded.invalid.push({ error: new WebhookError('NOT_A_DELIVERY'), raw: undefined })
    return decoded
  }
  const sorting = { alone: elements.length === 1, seen: new Set<string>(), allowed, decoded }
  for (const raw of elements) {
    const error = decodeElement(raw, sorting)
    if (error !== undefined) decoded.invalid.push({ error, raw })
  }
  return decoded
}

interface Sorting {
  /** Whether the delivery has one element. */
  readonly alone: boolean
  /** Identities of the events so far. */
  readonly seen: Set<string>
  readonly allowed: AllowList
  readonly decoded: Decoded
}

/** Puts an element where it belongs, or returns why it belongs nowhere. */
function decodeElement(
  element: unknown,
  { alone, seen, allowed, decoded }: Sorting,
): WebhookError | undefined {
  const schema = schemaOf(element)
  if (schema === undefined || !isJsonObject(element)) return new WebhookError('NOT_A_DELIVERY')
  const [type, source] = schema === 'cloudevents' ? ['type', 'source'] : ['eventType', 'topic']
  const kind = readKind(element[type])
  if (!allowed.source(element[source], kind)) return new WebhookError('NOT_ALLOWED', { field: source })

  if (kind === 'connected' || kind === 'disconnected') {
    const raw = schema === 'cloudevents' ? withData(element) : element
    const fault = findFault(raw, schema, kind)
    if (fault !== undefined) return invalid(fault)
    const event = toConnectionEvent(raw, schema, kind)
    if (!allowed.hub(event.hubName)) {
      // Another hub of our own resource: to refuse its events would put ours on probation.
      decoded.ignored = true
      return new WebhookError('NOT_ALLOWED', { field: 'data.hubName' })
    }
    if (alone || isFirst(event, seen)) decoded.events.push(event)
  } else if (kind === 'validation' && alone) {
    // Event Grid sends it alone. Among other events it would cost them their handlers, so there it is unknown.
    decoded.validationCode = readValidationCode(element['data'])
    if (decoded.validationCode === undefined) return invalid('data.validationCode')
  } else if (kind === 'deletion') {
    decoded.deletion = true
  } else if (typeof element[type] === 'string') {
    decoded.unknown.push(element)
  } else {
    return invalid(type)
  }
  return undefined
}

function invalid(field: string): WebhookError {
  return new WebhookError('INVALID_EVENT', { field })
}

/** By the members, not by array or object: documentation and wire disagree on which schema comes as which. */
function schemaOf(element: unknown): DeliverySchema | undefined {
  if (!isJsonObject(element)) return undefined
  if (typeof element['specversion'] === 'string') return 'cloudevents'
  return typeof element['eventType'] === 'string' ? 'eventgrid' : undefined
}

/** An id is unique only together with source and type: Microsoft's samples use one id for both types. */
function isFirst({ source, type, id }: ConnectionEvent, seen: Set<string>): boolean {
  return seen.size < seen.add(JSON.stringify([source, type, id])).size
}

function toConnectionEvent(
  event: JsonObject,
  schema: DeliverySchema,
  type: ConnectionEvent['type'],
): ConnectionEvent {
  const raw = event as EventGridEvent | CloudEvent
  const data: ConnectionData = raw.data
  const properties = {
    id: raw.id,
    source: (schema === 'cloudevents' ? event['source'] : event['topic']) as string,
    hubName: data.hubName,
    connectionId: data.connectionId,
    // Anonymous is missing on the wire; null and '' are accepted as the same.
    userId: data.userId || undefined,
    timestamp: data.timestamp,
    raw,
  }
  return type === 'connected'
    ? { type, ...properties }
    : { type, ...properties, errorMessage: data.errorMessage || undefined }
}

function readValidationCode(data: unknown): string | undefined {
  // In the CloudEvents form the data is JSON inside a string:
  // https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/tests/TestListener.cs
  const value = typeof data === 'string' ? parseJson(data) : data
  const code = isJsonObject(value) ? value['validationCode'] : undefined
  return typeof code === 'string' && validationCodePattern.test(code) ? code : undefined
}

const json = /^\s*[^;]*[/+]json\s*(;|$)/i

/** A CloudEvent whose data came as base64, with its data. */
function withData(event: JsonObject): JsonObject {
  const { data, data_base64: base64, datacontenttype: contentType } = event
  if (data !== undefined || typeof base64 !== 'string') return event
  return typeof contentType === 'string' && json.test(contentType)
    ? { ...event, data: parseBase64Json(base64) }
    : event
}

function isBinary(request: RequestHead): boolean {
  return request.header('ce-specversion') !== undefined && !isCloudEvents(request)
}

const attributes = ['specversion', 'id', 'source', 'type', 'time', 'subject', 'dataschema'] as const

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode */
function fromBinary(request: RequestHead, data: unknown): JsonObject {
  const event: Record<string, unknown> = { data }
  for (const attribute of attributes) {
    const value = request.header(`ce-${attribute}`)
    if (value !== undefined) event[attribute] = decodePercent(value)
  }
  return event
}
