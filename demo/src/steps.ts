import { eventGrid } from '@signalr-events/testing'
import { type Environment, type Outcome, source } from './environment.js'

/** A step of the demo, and its expected outcome. */
export interface Step {
  readonly title: string
  readonly expected: Outcome
  run(environment: Environment): Promise<void> | void
}

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
const invalid = { ...dan, data: { ...dan.data, connectionId: undefined } }
const other = { ...dan, eventType: 'Microsoft.SignalRService.SomethingNew' }

/** The steps. Each one starts with the state after the previous one. */
export const steps: readonly Step[] = [
  {
    title: 'A real SignalR client connects: zoe',
    run: (environment) => environment.connectRealClient('zoe'),
    expected: { answer: '200 → delivered', received: ['connected zoe'], online: ['zoe'] },
  },
  {
    title: 'The connection of zoe is dropped, and zoe reconnects',
    run: (environment) => environment.dropRealClient(),
    expected: {
      answer: '200 → delivered, 200 → delivered',
      received: ['disconnected zoe', 'connected zoe'],
      online: ['zoe'],
    },
  },
  {
    title: 'The process of zoe is killed',
    run: (environment) => environment.killRealClient(),
    expected: { answer: '200 → delivered', received: ['disconnected zoe'], online: [] },
  },
  {
    title: 'Handshake of a subscription in Event Grid schema',
    run: (environment) => environment.subscribe('eventgrid'),
    expected: { answer: 'subscription Succeeded', received: [], online: [] },
  },
  {
    title: 'Handshake of a subscription in CloudEvents schema',
    run: (environment) => environment.subscribe('cloudevents'),
    expected: { answer: 'subscription Succeeded', received: [], online: [] },
  },
  {
    title: 'ada connects (Event Grid schema)',
    run: (environment) => environment.publish('eventgrid', [ada]),
    expected: { answer: '200 → delivered', received: ['connected ada'], online: ['ada'] },
  },
  {
    title: 'The same event is delivered again',
    run: (environment) => environment.publish('eventgrid', [ada]),
    expected: { answer: '200 → delivered', received: [], online: ['ada'] },
  },
  {
    title: 'ben connects (CloudEvents)',
    run: (environment) => environment.publish('cloudevents', [connected('ben')]),
    expected: { answer: '200 → delivered', received: ['connected ben'], online: ['ada', 'ben'] },
  },
  {
    title: 'A batch: cleo and an anonymous client connect',
    run: (environment) => environment.publish('cloudevents', [connected('cleo'), connected(null)]),
    expected: {
      answer: '200 → delivered',
      received: ['connected cleo', 'connected anonymous'],
      online: ['ada', 'ben', 'cleo', 'anonymous'],
    },
  },
  {
    title: 'The anonymous client disconnects (Event Grid schema)',
    run: (environment) => environment.publish('eventgrid', [disconnected(null)]),
    expected: {
      answer: '200 → delivered',
      received: ['disconnected anonymous'],
      online: ['ada', 'ben', 'cleo'],
    },
  },
  {
    title: 'ben disconnects (CloudEvents)',
    run: (environment) => environment.publish('cloudevents', [disconnected('ben')]),
    expected: { answer: '200 → delivered', received: ['disconnected ben'], online: ['ada', 'cleo'] },
  },
  {
    title: 'A late connected event of the connection that ben closed',
    run: (environment) => environment.publish('cloudevents', [connected('ben')]),
    expected: { answer: '200 → delivered', received: ['connected ben'], online: ['ada', 'cleo'] },
  },
  {
    title: 'A batch: dan connects, and an invalid event',
    run: (environment) => environment.send(eventGrid.batch([invalid, dan])),
    expected: {
      answer: '200 → delivered',
      received: ['connected dan', 'onError INVALID_EVENT'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    title: 'An event of an unknown type',
    run: (environment) => environment.send(eventGrid.batch([other])),
    expected: { answer: '200 → delivered', received: [], online: ['ada', 'cleo', 'dan'] },
  },
  {
    title: 'fay connects, delivered with a wrong key',
    run: (environment) => environment.publish('wrong key', [connected('fay')]),
    expected: {
      answer: '401 UNAUTHORIZED → dropped',
      received: ['onError UNAUTHORIZED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    title: 'gus connects to another SignalR Service',
    run: (environment) =>
      environment.publish('eventgrid', [{ ...connected('gus'), source: `${source}-not` }]),
    expected: {
      answer: '403 NOT_ALLOWED → dropped',
      received: ['onError NOT_ALLOWED'],
      online: ['ada', 'cleo', 'dan'],
    },
  },
  {
    title: 'eve connects while the database of the handlers is down',
    async run(environment) {
      environment.setDatabaseDown(true)
      await environment.publish('eventgrid', [connected('eve')])
    },
    expected: {
      answer: '500 HANDLER_FAILED → retry in 10 s',
      received: ['connected eve', 'onError HANDLER_FAILED'],
      online: ['ada', 'cleo', 'dan', 'eve'],
    },
  },
  {
    title: 'Ten seconds later, the database is up: the retry',
    async run(environment) {
      environment.setDatabaseDown(false)
      await environment.advance('10s')
    },
    expected: {
      answer: '200 → delivered',
      received: ['connected eve'],
      online: ['ada', 'cleo', 'dan', 'eve'],
    },
  },
]
