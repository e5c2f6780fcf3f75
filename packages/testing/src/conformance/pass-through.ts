import { cloudEvents, eventGrid, toBinary } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal, expectPassedThrough, pick } from './expect.js'
import { sources } from './sources.js'
import { guardedKeys, guardedPath } from './subject.js'
import type { TargetRequest } from './target.js'

const json = { 'content-type': 'application/json' }

/** CloudEvents of another sender with SignalR event types, in structured, batch and binary mode. */
function cloudEventsOfOthers(): TargetRequest[] {
  const event = cloudEvents.connectedEvent()
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' }
  const batch = { 'content-type': 'application/cloudevents-batch+json' }
  return [
    { method: 'POST', headers: structured, body: JSON.stringify(event) },
    { method: 'POST', headers: { ...structured, origin: 'app.example' }, body: JSON.stringify(event) },
    { method: 'POST', headers: batch, body: JSON.stringify([event, event]) },
    toBinary(event),
  ]
}

/** A message as Dapr posts it to a route of the app. */
const daprMessage = {
  ...{
    datacontenttype: 'application/json',
    id: '5929aaac-a5e2-4ca1-859c-edfe73f11565',
    pubsubname: 'pubsub',
  },
  ...{ source: 'checkout', specversion: '1.0', topic: 'orders', type: 'com.dapr.event.sent' },
  ...{ traceid: '', data: { orderId: 1, note: 'wörld' } },
}

const path = `${guardedPath}?key=${guardedKeys[1]}`

export const passThrough: readonly Check[] = [
  {
    id: 'pass-through-post',
    level: 'MUST',
    title: 'A POST that is not from Event Grid reaches the app, its body untouched',
    source: sources.headers,
    async run(target) {
      const body = JSON.stringify({ hello: 'wörld', list: [1, 2, 3] })
      const answer = await target.send('/echo', { method: 'POST', headers: json, body })
      equal([answer.status, answer.body], [200, body], 'echo')
    },
  },
  {
    id: 'pass-through-cloudevents',
    level: 'MUST',
    title: 'Without `path`, CloudEvents of other senders reach the app, their bodies untouched',
    source: sources.headers,
    async run(target) {
      await target.received()
      for (const request of cloudEventsOfOthers()) {
        const answer = await target.send('/echo', request)
        equal([answer.status, answer.body], [200, request.body], 'echo')
        expectPassedThrough(await target.send('/', request))
      }
      equal((await target.received()).events, [], 'events')
    },
  },
  {
    id: 'pass-through-dapr',
    level: 'MUST',
    title: 'Without `path`, a Dapr message reaches the route of the app, its body untouched',
    source: 'https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-cloudevents/',
    async run(target) {
      const headers = { 'content-type': 'application/cloudevents+json' }
      const body = JSON.stringify(daprMessage)
      const answer = await target.send('/echo', { method: 'POST', headers, body })
      equal([answer.status, answer.body], [200, body], 'echo')
      equal((await target.received()).unknown, 0, 'events that the webhook handled')
    },
  },
  {
    id: 'pass-through-preflight',
    level: 'MUST',
    title: 'A CORS preflight is not a handshake',
    source: sources.abuseProtection,
    async run(target) {
      const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
      const answer = await target.send('/echo', { method: 'OPTIONS', headers })
      expectPassedThrough(answer)
    },
  },
  {
    id: 'path-method',
    level: 'MUST',
    title: 'On its `path`, the webhook answers other methods with 405 and Allow',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed',
    async run(target) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await target.send(path, { method })
        equal([answer.status, answer.header('allow')], [405, 'POST, OPTIONS'], method)
      }
    },
  },
  {
    id: 'path-any-post',
    level: 'MUST',
    title: 'On its `path`, a delivery needs no Event Grid headers',
    source: sources.headers,
    async run(target) {
      const received = await deliver(target, { ...eventGrid.connected(), headers: json }, 200, path)
      equal(pick(received, 'by'), ['guarded'], 'handled by')
    },
  },
  {
    id: 'path-logic-app',
    level: 'SHOULD',
    title:
      'On its `path`, what a Logic App forwards arrives: an object or an array without Event Grid headers',
    source: 'https://learn.microsoft.com/azure/event-grid/monitor-virtual-machine-changes-logic-app',
    async run(target) {
      const headers = { 'content-type': 'application/json; charset=utf-8' }
      for (const { connectedEvent } of [eventGrid, cloudEvents])
        for (const body of [connectedEvent(), [connectedEvent(), connectedEvent()]]) {
          const request = { method: 'POST', headers, body: JSON.stringify(body) } as const
          const received = await deliver(target, request, 200, path)
          equal(received.events.length, [body].flat().length, 'events')
        }
    },
  },
  {
    id: 'two-webhooks',
    level: 'MUST',
    title: 'Two webhooks in one server each receive only their own deliveries',
    source: sources.headers,
    async run(target) {
      equal(pick(await deliver(target, eventGrid.connected(), 200, path), 'by'), ['guarded'], 'handled by')
      equal(
        pick(await deliver(target, eventGrid.connected(), 200, '/any/other'), 'by'),
        ['open'],
        'handled by',
      )
    },
  },
]
