import { eventGrid } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal, pick } from './expect.js'
import { sources } from './sources.js'
import { guardedKeys, guardedPath } from './subject.js'

const json = { 'content-type': 'application/json' }
const path = `${guardedPath}?key=${guardedKeys[1]}`

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
      equal(answer.body.includes('"error"'), false, 'answered by the webhook')
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
