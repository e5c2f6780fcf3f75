import type { CloudEvent, EventGridEvent } from '@signalr-events/core'
import type { EventGridRequest } from '../deliveries.js'
import type { Check } from './check.js'
import type { BlackBoxCheck, Receiver } from './receiver.js'
import { sources } from './sources.js'
import type { Answer } from './target.js'

/** Throws unless Event Grid counts the answer as a success. */
function expectAcknowledged({ status }: Answer): void {
  if (status < 200 || status > 204) throw new Error(`status: expected 200 to 204, got ${status}`)
}

/** Deliveries that must be acknowledged. */
function acknowledged(
  id: string,
  level: Check['level'],
  title: string,
  source: string,
  toRequests: (receiver: Receiver) => readonly EventGridRequest[],
): BlackBoxCheck {
  return {
    ...{ id, level, title, source },
    stage: 'delivery',
    async run(receiver) {
      for (const request of toRequests(receiver)) expectAcknowledged(await receiver.send(request))
    },
  }
}

/** A connected and a disconnected event for each client. */
function eventsOf({ builder, details }: Receiver, clients: number): (EventGridEvent | CloudEvent)[] {
  return Array.from({ length: clients }, () => ({ ...details, connectionId: crypto.randomUUID() })).flatMap(
    (client) => [builder.connectedEvent(client), builder.disconnectedEvent(client)],
  )
}

/** A batch of ten clients' events, padded to a size by a member that no receiver knows. */
function paddedBatch(receiver: Receiver, bytes: number): EventGridRequest[] {
  const events = eventsOf(receiver, 10)
  const padding = 'x'.repeat(bytes / events.length)
  return [receiver.builder.batch(events.map((event) => ({ ...event, data: { ...event.data, padding } })))]
}

export const blackBoxDeliveries: readonly BlackBoxCheck[] = [
  acknowledged(
    'black-box-delivery',
    'MUST',
    'Events are acknowledged with 200 to 204, one by one',
    sources.retry,
    (receiver) => eventsOf(receiver, 1).map((event) => receiver.builder.batch([event])),
  ),
  acknowledged(
    'black-box-few-headers',
    'SHOULD',
    'A delivery without attempt and version headers is acknowledged',
    sources.headers,
    ({ builder, details }) => {
      const request = builder.disconnected(details)
      const optional = /^aeg-(delivery-count|data-version|metadata-version)$/
      const headers = Object.entries(request.headers).filter(([name]) => !optional.test(name))
      return [{ ...request, headers: Object.fromEntries(headers) }]
    },
  ),
  acknowledged(
    'black-box-unknown-type',
    'MUST',
    'Events of other types are acknowledged',
    sources.retry,
    ({ builder, details }) => {
      const type = builder.schema === 'eventgrid' ? 'eventType' : 'type'
      const event = builder.disconnectedEvent(details)
      return [builder.batch([{ ...event, [type]: 'Microsoft.SignalRService.ClientConnectionExamined' }])]
    },
  ),
  acknowledged(
    'black-box-batch',
    'MUST',
    'Several events in one delivery are acknowledged',
    sources.retry,
    (receiver) => [receiver.builder.batch(eventsOf(receiver, 2))],
  ),
  acknowledged(
    'black-box-invalid-among-valid',
    'MUST',
    'An invalid event in a batch does not lose the others',
    sources.retry,
    (receiver) => {
      const { data: _, ...invalid } = receiver.builder.disconnectedEvent(receiver.details)
      return [receiver.builder.batch([...eventsOf(receiver, 1), invalid])]
    },
  ),
  acknowledged(
    'black-box-large-batch',
    'MUST',
    'A batch of 150 kB is acknowledged',
    sources.eventSchema,
    (receiver) => paddedBatch(receiver, 150_000),
  ),
  acknowledged(
    'black-box-megabyte',
    'SHOULD',
    'A batch of 1 MB, the maximum of Event Grid, is acknowledged',
    sources.eventSchema,
    (receiver) => paddedBatch(receiver, 1_000_000),
  ),
]
