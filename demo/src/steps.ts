import { eventGrid } from '@signalr-events/testing'
import type { Stage } from './stage.js'

/** What comes of a step. */
export interface Outcome {
  /** What the server answers, and what Event Grid makes of it. */
  readonly answer: string
  /** What the handlers received, and the codes that `onError` received. */
  readonly received: readonly string[]
  /** Who is online afterwards. */
  readonly online: readonly string[]
}

/** Something that happens, and what is expected to come of it. */
export interface Step {
  readonly title: string
  readonly expected: Outcome
  play(stage: Stage): Promise<void> | void
}

/** The SignalR Service whose events are taken. */
export const source = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours'

const chat = (userId: string | null) => ({
  source,
  hubName: 'chat',
  connectionId: `connection-of-${userId}`,
  userId,
})
const connected = (userId: string | null) => ({ type: 'connected', ...chat(userId) }) as const
const disconnected = (userId: string | null) => ({ type: 'disconnected', ...chat(userId) }) as const

const ada = { ...connected('ada'), id: 'the-event-of-ada' }
const dan = eventGrid.connectedEvent(chat('dan'))
const nobody = { ...dan, data: { ...dan.data, connectionId: undefined } }
const other = { ...dan, eventType: 'Microsoft.SignalRService.SomethingNew' }

/** The play. Each step begins with the list as the one before has left it. */
export const steps: readonly Step[] = [
  {
    title: 'A subscription is created: the handshake in Event Grid schema',
    play: (stage) => stage.subscribe('eventgrid'),
    expected: { answer: 'Succeeded', received: [], online: [] },
  },
  {
    title: 'Another one: the handshake of CloudEvents',
    play: (stage) => stage.subscribe('cloudevents'),
    expected: { answer: 'Succeeded', received: [], online: [] },
  },
  {
    title: 'ada connects (Event Grid schema)',
    play: (stage) => stage.publish('eventgrid', [ada]),
    expected: { answer: '200 delivered', received: ['connected ada'], online: ['ada'] },
  },
  {
    title: 'The same event again',
    play: (stage) => stage.publish('eventgrid', [ada]),
    expected: { answer: '200 delivered', received: [], online: ['ada'] },
  },
  {
    title: 'ben connects (CloudEvents)',
    play: (stage) => stage.publish('cloudevents', [connected('ben')]),
    expected: { answer: '200 delivered', received: ['connected ben'], online: ['ada', 'ben'] },
  },
  {
    title: 'A batch: cleo connects, an anonymous client too',
    play: (stage) => stage.publish('cloudevents', [connected('cleo'), connected(null)]),
    expected: {
      answer: '200 delivered',
      received: ['connected cleo', 'connected anonymous'],
      online: ['ada', 'ben', 'cleo', 'anonymous'],
    },
  },
  {
    title: 'The anonymous client disconnects (Event Grid schema)',
    play: (stage) => stage.publish('eventgrid', [disconnected(null)]),
    expected: {
      answer: '200 delivered',
      received: ['disconnected anonymous'],
      online: ['ada', 'ben', 'cleo'],
    },
  },
  {
    title: 'ben disconnects (CloudEvents)',
    play: (stage) => stage.publish('cloudevents', [disconnected('ben')]),
    expected: { answer: '200 delivered', received: ['disconnected ben'], online: ['ada', 'cleo'] },
  },
  {
    title: 'That ben connected, once more and too late',
    play: (stage) => stage.publish('cloudevents', [connected('ben')]),
    expected: { answer: '200 delivered', received: ['connected ben'], online: ['ada', 'cleo'] },
  },
  {
    title: 'A batch: an invalid event, and dan connects',
    play: (stage) => stage.send(eventGrid.batch([nobody, dan])),
    expected: {
      answer: '200',
      received: ['connected dan', 'onError INVALID_EVENT'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    title: 'An event of a type that is not known',
    play: (stage) => stage.send(eventGrid.batch([other])),
    expected: { answer: '200', received: [], online: ['ada', 'cleo', 'dan'] },
  },
  {
    title: 'fay connects, but the key is wrong',
    play: (stage) => stage.publish('wrong key', [connected('fay')]),
    expected: {
      answer: '401 UNAUTHORIZED dropped',
      received: ['onError UNAUTHORIZED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    title: 'gus connects, to the SignalR Service of somebody else',
    play: (stage) => stage.publish('eventgrid', [{ ...connected('gus'), source: `${source}-not` }]),
    expected: {
      answer: '403 NOT_ALLOWED dropped',
      received: ['onError NOT_ALLOWED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    title: 'eve connects, but the database is away',
    async play(stage) {
      stage.setAway(true)
      await stage.publish('eventgrid', [connected('eve')])
    },
    expected: {
      answer: '500 HANDLER_FAILED again in 10 s',
      received: ['connected eve', 'onError HANDLER_FAILED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    title: 'The database is back; ten seconds later',
    async play(stage) {
      stage.setAway(false)
      await stage.wait('10s')
    },
    expected: { answer: '200 delivered', received: ['connected eve'], online: ['ada', 'cleo', 'dan', 'eve'] },
  },
]
