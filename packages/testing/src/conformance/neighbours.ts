import { cloudEvents, eventGrid, toBinary } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal, isOurs, pick } from './expect.js'
import { sources } from './sources.js'
import { guardedKeys, guardedPath } from './subject.js'

const json = { 'content-type': 'application/json' }
const path = `${guardedPath}?key=${guardedKeys[1]}`

/** The head of a CloudEvent in binary mode, without the headers of Event Grid. */
function binaryHeaders(event: ReturnType<typeof cloudEvents.connectedEvent>): Record<string, string> {
  const { headers } = toBinary(event)
  const own = Object.entries(headers).filter(([name]) => name.startsWith('ce-'))
  return { ...Object.fromEntries(own), ...json }
}

export const neighbours: readonly Check[] = [
  {
    id: 'pass-through-post',
    level: 'MUST',
    title: 'A POST that is not from Event Grid reaches the server behind, its body untouched',
    source: sources.headers,
    async run(target) {
      const body = JSON.stringify({ hello: 'wörld', list: [1, 2, 3] })
      const answer = await target.send('/echo', { method: 'POST', headers: json, body })
      equal([answer.status, answer.body], [200, body], 'echo')
    },
  },
  {
    id: 'pass-through-preflight',
    level: 'MUST',
    title: 'A CORS preflight is not taken for a handshake',
    source: sources.abuseProtection,
    async run(target) {
      const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
      const answer = await target.send('/echo', { method: 'OPTIONS', headers })
      equal(answer.header('webhook-allowed-origin'), undefined, 'WebHook-Allowed-Origin')
      equal(isOurs(answer), false, 'answered by the webhook')
    },
  },
  {
    id: 'pass-through-cloudevents',
    level: 'MUST',
    title:
      'CloudEvents of other senders, as Dapr posts them, reach the server behind, their bodies untouched',
    source: 'https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-cloudevents/',
    async run(target) {
      const event = cloudEvents.connectedEvent()
      const structured = JSON.stringify(event)
      const requests: [string, Readonly<Record<string, string>>, string][] = [
        ['structured mode', { 'content-type': 'application/cloudevents+json' }, structured],
        ['batch mode', { 'content-type': 'application/cloudevents-batch+json' }, `[${structured}]`],
        ['binary mode', binaryHeaders(event), JSON.stringify(event.data)],
      ]
      await target.received()
      for (const [mode, headers, body] of requests) {
        const answer = await target.send('/echo', { method: 'POST', headers, body })
        equal([answer.status, answer.body], [200, body], mode)
      }
      equal((await target.received()).events, [], 'handled events')
    },
  },
  {
    id: 'path-method',
    level: 'MUST',
    title: 'On a path of its own, the webhook answers other methods with 405 and Allow',
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
    title: 'On a path of its own, a delivery needs none of Event Grid’s headers',
    source: sources.headers,
    async run(target) {
      const received = await deliver(target, { ...eventGrid.connected(), headers: json }, 200, path)
      equal(pick(received, 'by'), ['guarded'], 'handled by')
    },
  },
  {
    id: 'two-webhooks',
    level: 'MUST',
    title: 'Two webhooks in one server each get their own deliveries only',
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
