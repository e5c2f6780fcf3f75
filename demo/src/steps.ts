import { cloudEvents, type EventGridRequest, eventGrid } from '@signalr-events/testing'

/** What comes of a request. */
export interface Outcome {
  /** The status, and what else matters of the answer. */
  readonly answer: string
  /** What the handlers received, and the codes that `onError` received. */
  readonly received: readonly string[]
  /** Who is online afterwards. */
  readonly online: readonly string[]
}

/** A request that Event Grid sends, and what is expected to come of it. */
export interface Step {
  readonly sends: string
  readonly request: EventGridRequest
  readonly expected: Outcome
  readonly wrongKey?: boolean
  /** Whether the database behind the handlers is away for a moment. */
  readonly databaseAway?: boolean
}

/** The SignalR Service whose events are taken. */
export const source = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours'

const chat = (userId: string | null) => ({
  source,
  hubName: 'chat',
  connectionId: `connection-of-${userId}`,
  userId,
})

const ada = eventGrid.connected(chat('ada'))
const eve = { ...chat('eve'), id: 'the-event-of-eve' }
const dan = eventGrid.connectedEvent(chat('dan'))
const nobody = { ...dan, data: { ...dan.data, connectionId: undefined } }
const other = { ...dan, eventType: 'Microsoft.SignalRService.SomethingNew' }

/** The play. Each step begins with the list as the one before has left it. */
export const steps: readonly Step[] = [
  {
    sends: 'the handshake in Event Grid schema',
    request: eventGrid.handshake({ code: 'c0de', source }),
    expected: { answer: '200 code c0de', received: [], online: [] },
  },
  {
    sends: 'the handshake of CloudEvents',
    request: cloudEvents.handshake(),
    expected: { answer: '200 origin eventgrid.azure.net', received: [], online: [] },
  },
  {
    sends: 'ada connects (Event Grid schema)',
    request: ada,
    expected: { answer: '200', received: ['connected ada'], online: ['ada'] },
  },
  {
    sends: 'the same event again',
    request: ada,
    expected: { answer: '200', received: [], online: ['ada'] },
  },
  {
    sends: 'ben connects (CloudEvent)',
    request: cloudEvents.connected(chat('ben')),
    expected: { answer: '200', received: ['connected ben'], online: ['ada', 'ben'] },
  },
  {
    sends: 'a batch: cleo connects, an anonymous client too',
    request: cloudEvents.batch([chat('cleo'), chat(null)].map(cloudEvents.connectedEvent)),
    expected: {
      answer: '200',
      received: ['connected cleo', 'connected anonymous'],
      online: ['ada', 'ben', 'cleo', 'anonymous'],
    },
  },
  {
    sends: 'the anonymous client disconnects (Event Grid schema)',
    request: eventGrid.disconnected(chat(null)),
    expected: { answer: '200', received: ['disconnected anonymous'], online: ['ada', 'ben', 'cleo'] },
  },
  {
    sends: 'ben disconnects (CloudEvent)',
    request: cloudEvents.disconnected(chat('ben')),
    expected: { answer: '200', received: ['disconnected ben'], online: ['ada', 'cleo'] },
  },
  {
    sends: 'that ben connected, once more and too late',
    request: cloudEvents.connected(chat('ben')),
    expected: { answer: '200', received: ['connected ben'], online: ['ada', 'cleo'] },
  },
  {
    sends: 'a batch: an invalid event, and dan connects',
    request: eventGrid.batch([nobody, dan]),
    expected: {
      answer: '200',
      received: ['connected dan', 'onError INVALID_EVENT'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    sends: 'an event of a type that is not known',
    request: eventGrid.batch([other]),
    expected: { answer: '200', received: [], online: ['ada', 'cleo', 'dan'] },
  },
  {
    sends: 'fay connects, but the key is wrong',
    request: eventGrid.connected(chat('fay')),
    wrongKey: true,
    expected: {
      answer: '401 UNAUTHORIZED',
      received: ['onError UNAUTHORIZED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    sends: 'gus connects, to the SignalR Service of somebody else',
    request: eventGrid.connected({ ...chat('gus'), source: `${source}-not` }),
    expected: {
      answer: '403 NOT_ALLOWED',
      received: ['onError NOT_ALLOWED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    sends: 'eve connects, but the database is away',
    request: eventGrid.connected(eve),
    databaseAway: true,
    expected: {
      answer: '500 HANDLER_FAILED',
      received: ['connected eve', 'onError HANDLER_FAILED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    sends: 'therefore eve once more (aeg-delivery-count: 1)',
    request: eventGrid.connected(eve, { attempt: 1 }),
    expected: { answer: '200', received: ['connected eve'], online: ['ada', 'cleo', 'dan', 'eve'] },
  },
]
