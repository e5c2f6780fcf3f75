import type { CloudEvent, EventGridEvent } from '@signalr-events/core'
import { cloudEvent, connectedData, eventGridEvent, validationEvent } from '@signalr-events/core/schemas'
import * as z from 'zod'

export const delivery = z.array(z.union([eventGridEvent, cloudEvent]))

export const topics: (value: unknown) => string[] = (value) =>
  delivery.parse(value).map((event: EventGridEvent | CloudEvent) => String(event['topic'] ?? event['source']))

const parsed = connectedData.safeParse({})
if (parsed.success) console.log(parsed.data.hubName, parsed.data.userId?.length)

export const code: string = validationEvent.parse({}).data.validationCode
