import type { CloudEvent, EventGridEvent } from '@signalr-events/core'
import type { EventGridRequest } from '../deliveries.js'
import type { Check } from './check.js'
import type { OutsideCheck, Receiver } from './receiver.js'
import { sources } from './sources.js'
import type { Answer } from './target.js'

/** Throws unless Event Grid takes the answer for a success. */
function expectAcknowledged({ status }: Answer): void {
  if (status < 200 || status > 204) throw new Error(`status: expected 200 to 204, got ${status}`)
}

/** A delivery that must be acknowledged. */
function acknowledged(
  id: string,
  level: Check['level'],
  title: string,
  source: string,
  toRequests: (receiver: Receiver) => readonly EventGridRequest[],
): OutsideCheck {
  return {
    ...{ id, level, title, source },
    stage: 'delivery',
    async run(receiver) {
      for (const request of toRequests(receiver)) expectAcknowledged(await receiver.send(request))
    },
  }
}

/** Events of clients that come and go. */
function comeAndGo({ builder, details }: Receiver, clients: number): (EventGridEvent | CloudEvent)[] {
  return Array.from({ length: clients }, () => ({ ...details, connectionId: crypto.randomUUID() })).flatMap(
    (client) => [builder.connectedEvent(client), builder.disconnectedEvent(client)],
  )
}

/** A batch of a size: of few events, each with a member that no receiver knows. */
function batchOf(receiver: Receiver, bytes: number): EventGridRequest[] {
  const events = comeAndGo(receiver, 10)
  const padding = 'x'.repeat(bytes / events.length)
  return [receiver.builder.batch(events.map((event) => ({ ...event, data: { ...event.data, padding } })))]
}

export const outsideDeliveries: readonly OutsideCheck[] = [
  acknowledged(
    'outside-delivery',
    'MUST',
    'Events are acknowledged with 200 to 204, one by one',
    sources.retry,
    (receiver) => comeAndGo(receiver, 1).map((event) => receiver.builder.batch([event])),
  ),
  acknowledged(
    'outside-few-headers',
    'SHOULD',
    'A delivery needs no header that says its attempt or a version',
    sources.headers,
    ({ builder, details }) => {
      const request = builder.disconnected(details)
      const optional = /^aeg-(delivery-count|data-version|metadata-version)$/
      const headers = Object.entries(request.headers).filter(([name]) => !optional.test(name))
      return [{ ...request, headers: Object.fromEntries(headers) }]
    },
  ),
  acknowledged(
    'outside-unknown-type',
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
    'outside-batch',
    'MUST',
    'Several events in one delivery are acknowledged',
    sources.retry,
    (receiver) => [receiver.builder.batch(comeAndGo(receiver, 2))],
  ),
  acknowledged(
    'outside-invalid-beside-valid',
    'MUST',
    'An invalid event among others does not lose them',
    sources.retry,
    (receiver) => {
      const { data: _, ...invalid } = receiver.builder.disconnectedEvent(receiver.details)
      return [receiver.builder.batch([...comeAndGo(receiver, 1), invalid])]
    },
  ),
  acknowledged(
    'outside-large-batch',
    'MUST',
    'A batch of 150 kB is acknowledged',
    sources.eventSchema,
    (receiver) => batchOf(receiver, 150_000),
  ),
  acknowledged(
    'outside-megabyte',
    'SHOULD',
    'A batch of 1 MB, the largest, is acknowledged',
    sources.eventSchema,
    (receiver) => batchOf(receiver, 1_000_000),
  ),
]
