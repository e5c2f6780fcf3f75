import { cloudEvents, type EventGridRequest, eventGrid } from '../deliveries.js'
import { samples } from '../samples.js'
import type { Check } from './check.js'
import { deliver, equal, expectStatus, pick } from './expect.js'
import { sources } from './sources.js'

/** Sends a delivery and expects a status, and what handlers and hooks received. */
function outcome(
  id: string,
  title: string,
  source: string,
  request: () => EventGridRequest,
  status: number,
  expected: {
    readonly users?: readonly unknown[]
    readonly errors?: readonly string[]
    readonly unknown?: number
  },
): Check {
  return {
    id,
    level: 'MUST',
    title,
    source,
    async run(target) {
      const received = await deliver(target, request(), status)
      equal(pick(received, 'userId'), expected.users ?? [], 'users of the events handled')
      equal(received.errors, expected.errors ?? [], 'errors reported')
      equal(received.unknown, expected.unknown ?? 0, 'unknown events reported')
    },
  }
}

const good = (userId: string, connectionId?: string) =>
  eventGrid.connectedEvent(connectionId === undefined ? { userId } : { userId, connectionId })

function invalid(): object {
  const { data: _, ...event } = eventGrid.connectedEvent()
  return event
}

function failing(userId: string, how: string): Check {
  return outcome(
    `handler-${userId}`,
    `When a handler ${how}, the delivery is retried, and the other events in the batch are handled`,
    sources.retry,
    () => eventGrid.batch([good('before'), good(userId), good('after')]),
    500,
    { users: ['before', 'after'], errors: ['HANDLER_FAILED'] },
  )
}

export const outcomes: readonly Check[] = [
  failing('fail-sync', 'throws'),
  failing('fail-async', 'rejects'),
  failing('fail-string', 'throws a value that is not an Error'),
  {
    id: 'handler-retry',
    level: 'MUST',
    title: 'The retry of a failed delivery is handled and acknowledged',
    source: sources.retry,
    async run(target) {
      const event = eventGrid.connectedEvent({ userId: 'fail-once' })
      await deliver(target, eventGrid.batch([event]), 500)
      const received = await deliver(target, eventGrid.batch([event], { attempt: 1 }), 200)
      equal(pick(received, 'id'), [event.id], 'ids')
    },
  },
  {
    id: 'handler-failure-redacted',
    level: 'MUST',
    title: 'An answer holds an error code, and nothing of what a handler threw or the delivery held',
    source: sources.security,
    async run(target) {
      const answer = await expectStatus(target, eventGrid.connected({ userId: 'fail-sync' }), 500)
      equal(answer.body, '{"error":"HANDLER_FAILED"}', 'body')
    },
  },
  outcome(
    'unknown-type',
    'Events of other types are acknowledged, whatever their data',
    sources.receiver,
    () =>
      eventGrid.batch(samples.find(({ name }) => name === 'eventgrid-functions-odd-data')?.body as unknown[]),
    200,
    { unknown: 4 },
  ),
  outcome(
    'unknown-cloudevent',
    'CloudEvents of other types are acknowledged, null attributes and binary data included',
    sources.jsonFormat,
    () => cloudEvents.batch(samples.find(({ name }) => name === 'cloudevents-spec-batch')?.body as unknown[]),
    200,
    { unknown: 2 },
  ),
  outcome(
    'unknown-among-known',
    'Events of other types do not stop the rest of the batch',
    sources.retry,
    () =>
      eventGrid.batch([
        good('ada'),
        { ...good('x'), eventType: 'Microsoft.Storage.BlobCreated' },
        good('bob'),
      ]),
    200,
    { users: ['ada', 'bob'], unknown: 1 },
  ),
  outcome(
    'validation-among-known',
    'A validation event in a batch does not stop the rest of the batch',
    sources.validation,
    () =>
      eventGrid.batch([
        {
          ...good('x'),
          eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
          data: { validationCode: 'v' },
        },
        good('ada'),
      ]),
    200,
    { users: ['ada'], unknown: 1 },
  ),
  outcome(
    'invalid-among-valid',
    'Invalid events are reported and do not stop the rest of the batch',
    sources.retry,
    () => eventGrid.batch([good('ada'), invalid(), 7, good('bob')]),
    200,
    { users: ['ada', 'bob'], errors: ['INVALID_EVENT', 'NOT_A_DELIVERY'] },
  ),
  outcome(
    'invalid-and-failing',
    'An invalid event in a batch does not stop the retry of a failed one',
    sources.retry,
    () => eventGrid.batch([invalid(), good('fail-sync')]),
    500,
    { errors: ['INVALID_EVENT', 'HANDLER_FAILED'] },
  ),
  outcome(
    'duplicate-in-delivery',
    'An event that appears twice in a delivery is handled once',
    sources.retry,
    () => {
      const twice = good('twice')
      return eventGrid.batch([twice, good('ada'), twice])
    },
    200,
    { users: ['twice', 'ada'] },
  ),
  outcome(
    'same-id',
    'Events with the same id are all handled if source or type differ',
    sources.signalr,
    () => {
      const event = good('ada')
      const elsewhere = { ...event, topic: '/subscriptions/elsewhere' }
      const disconnected = { ...event, eventType: 'Microsoft.SignalRService.ClientConnectionDisconnected' }
      return eventGrid.batch([event, elsewhere, disconnected])
    },
    200,
    { users: ['ada', 'ada', 'ada'] },
  ),
  outcome(
    'mixed-schemas',
    'A delivery that mixes both schemas is handled event by event',
    sources.jsonFormat,
    () => eventGrid.batch([good('ada'), cloudEvents.connectedEvent({ userId: 'bob' })]),
    200,
    { users: ['ada', 'bob'] },
  ),
  outcome('empty', 'An empty batch is acknowledged', sources.jsonFormat, () => eventGrid.batch([]), 200, {}),
  {
    id: 'large-batch',
    level: 'MUST',
    title: 'A delivery of 1,000 events is handled, each connection in order',
    source: sources.retry,
    async run(target) {
      const events = Array.from({ length: 1000 }, (_, i) =>
        eventGrid.connectedEvent({ id: String(i).padStart(4, '0'), connectionId: `c${i % 7}` }),
      )
      const received = await deliver(target, eventGrid.batch(events))
      equal(received.events.length, 1000, 'events')
      for (let c = 0; c < 7; c++) {
        const ids = received.events.filter(({ connectionId }) => connectionId === `c${c}`).map(({ id }) => id)
        equal(ids, [...ids].sort(), `order of connection ${c}`)
      }
    },
  },
]
