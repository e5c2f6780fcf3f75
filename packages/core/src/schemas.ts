import * as z from 'zod/mini'
import type { CloudEvent, ConnectionData, EventGridEvent } from './events.js'
import { parseJson } from './json.js'
import { timestampPattern, validationCodePattern, wireTypes } from './wire.js'

// Zod Mini, since it bundles to a quarter of Zod; its schemas work wherever Zod's do: `z.array(eventGridEvent)`.

/** The data of a validation request. */
export interface ValidationData {
  /** The code to return in the answer. */
  validationCode: string
  [member: string]: unknown
}

/** A validation request, in either schema. */
export interface ValidationEvent {
  /** The code, and the URL for a manual validation. */
  data: ValidationData
  [member: string]: unknown
}

const text = z.string().check(z.minLength(1))
const optionalString = z.nullish(z.string())
const typed = (type: string) => z.string().check(z.regex(new RegExp(`^${type.replaceAll('.', '\\.')}$`, 'i')))

const properties = {
  timestamp: z.string().check(z.regex(timestampPattern)),
  hubName: text,
  connectionId: text,
  userId: optionalString,
}
const connected = z.looseObject(properties)
const disconnected = z.looseObject({ ...properties, errorMessage: optionalString })

/** `data` of `Microsoft.SignalRService.ClientConnectionConnected`. */
export const connectedData: z.ZodMiniType<ConnectionData> = connected

/** `data` of `Microsoft.SignalRService.ClientConnectionDisconnected`. */
export const disconnectedData: z.ZodMiniType<ConnectionData> = disconnected

const eventGrid = { id: text, topic: text }
const cloudEvents = { specversion: z.literal('1.0'), id: text, source: text }

/** A connection event in Event Grid schema. */
export const eventGridEvent: z.ZodMiniType<EventGridEvent> = z.union([
  z.looseObject({ ...eventGrid, eventType: typed(wireTypes.connected), data: connected }),
  z.looseObject({ ...eventGrid, eventType: typed(wireTypes.disconnected), data: disconnected }),
])

/** A connection event as CloudEvents 1.0, `data_base64` already decoded to `data`. */
export const cloudEvent: z.ZodMiniType<CloudEvent> = z.union([
  z.looseObject({ ...cloudEvents, type: typed(wireTypes.connected), data: connected }),
  z.looseObject({ ...cloudEvents, type: typed(wireTypes.disconnected), data: disconnected }),
])

const validationObject = z.looseObject({ validationCode: z.string().check(z.regex(validationCodePattern)) })
const validationData = z.union([
  validationObject,
  // The CloudEvents form holds JSON inside a string.
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((data: string) => parseJson(data)),
    ),
    validationObject,
  ),
])

/** The POSTed validation request, in either schema. */
export const validationEvent: z.ZodMiniType<ValidationEvent> = z.union([
  z.looseObject({ eventType: typed(wireTypes.validation), data: validationData }),
  z.looseObject({ specversion: z.string(), type: typed(wireTypes.validation), data: validationData }),
])
