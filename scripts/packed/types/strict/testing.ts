import { createWebhook, type EventGridEvent } from '@signalr-events/core'
import {
  type Client,
  cloudEvents,
  createClient,
  type DeliveryBuilder,
  type EventGridRequest,
  eventGrid,
  type Sample,
  samples,
  toBinary,
} from '@signalr-events/testing'
import {
  type BlackBoxCheck,
  blackBoxChecks,
  type Check,
  checks,
  createSubject,
  fetchTarget,
  type Received,
  type Receiver,
  type Result,
  runChecks,
  type Target,
} from '@signalr-events/testing/conformance'

const client: Client = createClient(createWebhook({}))
const builder: DeliveryBuilder<EventGridEvent> = eventGrid
const first: Sample | undefined = samples[0]

const requests: EventGridRequest[] = [
  eventGrid.connected({ userId: null }, { attempt: 1 }),
  cloudEvents.disconnected({ errorMessage: 'gone' }),
  builder.batch([builder.connectedEvent({ hubName: 'chat' }), first?.body]),
  toBinary(cloudEvents.connectedEvent()),
  eventGrid.handshake({ code: 'c' }),
  cloudEvents.deletion(),
]
for (const request of requests) console.log((await client.send({ ...request, url: '/' })).status)

const subject = createSubject({ base: '/api' })
const target: Target = fetchTarget('http://127.0.0.1:3000/api', subject.received)
const must: readonly Check[] = checks.filter(({ level }) => level === 'MUST')
const results: Result[] = await runChecks(target, must)
const { events }: Received = subject.received()
console.log(events[0]?.by, results[0]?.error?.message)

const receiver: Receiver = {
  builder: cloudEvents,
  details: { hubName: 'chat' },
  send: (request) => target.send('/', request),
}
const handshakes: readonly BlackBoxCheck[] = blackBoxChecks.filter(({ stage }) => stage === 'handshake')
for (const check of handshakes) await check.run(receiver)

// @ts-expect-error there is no such detail
eventGrid.connected({ user: 'ada' })
