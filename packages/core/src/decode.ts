import { type AllowList, allowAll } from './allow.js'
import { fromBinary, isBinary, withData } from './cloudevents.js'
import { WebhookError } from './errors.js'
import { createIsFirst, type IsFirst, toConnectionEvent } from './event.js'
import type { ConnectionEvent, DeliverySchema } from './events.js'
import type { RequestHead } from './http.js'
import { isJsonObject, type JsonObject, parseJson } from './json.js'
import { readSchema, withDataNames, withEnvelopeNames } from './names.js'
import { findInvalidField } from './validate.js'
import { readKind, validationCodePattern } from './wire.js'

/** What a delivery holds. */
export interface Decoded {
  /** The schema of the first event, if there is one. */
  schema: DeliverySchema | undefined
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

/** Sorts out a delivery, element by element: one bad event never blocks the others of its batch. Takes `value` as its own. */
export function decode(value: unknown, request: RequestHead, allowed: AllowList = allowAll): Decoded {
  const elements = isBinary(request) ? [fromBinary(request, value)] : Array.isArray(value) ? value : [value]
  const decoded: Decoded = {
    schema: undefined,
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
  const alone = elements.length === 1
  const sorting = { alone, isFirst: alone ? always : createIsFirst(decoded.events), allowed, decoded }
  for (const raw of elements) {
    const error = decodeElement(raw, sorting)
    if (error !== undefined) decoded.invalid.push({ error, raw })
  }
  return decoded
}

interface Sorting {
  /** Whether the delivery has one element. */
  readonly alone: boolean
  readonly isFirst: IsFirst
  readonly allowed: AllowList
  readonly decoded: Decoded
}

/** Puts an element where it belongs, or returns why it belongs nowhere. */
function decodeElement(raw: unknown, sorting: Sorting): WebhookError | undefined {
  if (!isJsonObject(raw)) return new WebhookError('NOT_A_DELIVERY')
  const schema = readSchema(raw)
  if (schema === undefined) return new WebhookError('NOT_A_DELIVERY')
  const element = withEnvelopeNames(raw, schema)
  const { allowed, alone, decoded } = sorting
  decoded.schema ??= schema
  const isCloudEvent = schema === 'cloudevents'
  const type = isCloudEvent ? element['type'] : element['eventType']
  const source = isCloudEvent ? element['source'] : element['topic']
  const kind = readKind(type)
  if (!allowed.source(source, kind)) return notAllowed(isCloudEvent ? 'source' : 'topic')
  if (kind === 'connected' || kind === 'disconnected') {
    return decodeConnection(isCloudEvent ? withData(element) : element, schema, kind, sorting)
  }
  if (kind === 'validation' && alone) {
    // Event Grid sends it alone. Among other events it would cost them their handlers, so there it is unknown.
    decoded.validationCode = readValidationCode(element['data'])
    return decoded.validationCode === undefined ? invalid('data.validationCode') : undefined
  }
  if (kind === 'deletion') decoded.deletion = true
  else if (typeof type === 'string') decoded.unknown.push(element)
  else return invalid(isCloudEvent ? 'type' : 'eventType')
  return undefined
}

function decodeConnection(
  envelope: JsonObject,
  schema: DeliverySchema,
  kind: ConnectionEvent['type'],
  { allowed, isFirst, decoded }: Sorting,
): WebhookError | undefined {
  const element = withDataNames(envelope, kind)
  const invalidField = findInvalidField(element, schema, kind)
  if (invalidField !== undefined) return invalid(invalidField)
  const event = toConnectionEvent(element, schema, kind)
  if (!allowed.hub(event.hubName)) {
    // Another hub of the same resource: rejecting its events would put the endpoint on probation.
    decoded.ignored = true
    return notAllowed('data.hubName')
  }
  if (isFirst(event)) decoded.events.push(event)
  return undefined
}

const always = (): boolean => true

function invalid(field: string): WebhookError {
  return new WebhookError('INVALID_EVENT', { field })
}

function notAllowed(field: string): WebhookError {
  return new WebhookError('NOT_ALLOWED', { field })
}

function readValidationCode(data: unknown): string | undefined {
  // In the CloudEvents form the data is JSON inside a string:
  // https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/tests/TestListener.cs
  const value = typeof data === 'string' ? parseJson(data) : data
  const code = isJsonObject(value) ? value['validationCode'] : undefined
  return typeof code === 'string' && validationCodePattern.test(code) ? code : undefined
}
