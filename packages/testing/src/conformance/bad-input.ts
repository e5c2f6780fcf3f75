import { eventGrid } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal, expectStatus } from './expect.js'
import { sources } from './sources.js'
import { guardedKeys, guardedPath } from './subject.js'
import type { TargetRequest } from './target.js'

const { headers } = eventGrid.batch([])

/** Bodies that stay invalid however often they are retried: 400, and no handler runs. */
function rejected(id: string, title: string, bodies: () => readonly TargetRequest['body'][]): Check {
  return {
    id,
    level: 'MUST',
    title,
    source: sources.retry,
    async run(target) {
      await target.received()
      for (const body of bodies()) {
        const { status } = await target.send('/', { method: 'POST', headers, body })
        equal(status, 400, `status of ${String(body).slice(0, 40)}`)
      }
      equal((await target.received()).events, [], 'events')
    },
  }
}

function without(member: string): string {
  const event: Record<string, unknown> = eventGrid.connectedEvent()
  const data: Record<string, unknown> = { ...(event['data'] as object) }
  delete event[member]
  delete data[member]
  return JSON.stringify([member === 'data' ? event : { ...event, data }])
}

function withData(data: object): string {
  const event = eventGrid.connectedEvent()
  return JSON.stringify([{ ...event, data: { ...event.data, ...data } }])
}

export const badInput: readonly Check[] = [
  rejected('not-json', 'A body that is not JSON is rejected', () => [
    '{',
    '<xml/>',
    '[}',
    'undefined',
    '{"a":1}}',
    '',
  ]),
  rejected('not-utf8', 'A body that is not UTF-8 is rejected, so that no user id arrives changed', () => [
    new Uint8Array(
      [...new TextEncoder().encode(withData({ userId: 'a' }).replace('"a"', '"\u0001"'))].map((b) =>
        b === 1 ? 0xff : b,
      ),
    ),
  ]),
  rejected('not-a-delivery', 'JSON that is not a delivery is rejected', () => [
    '7',
    'true',
    '"text"',
    '{"a":1}',
    '[1,null]',
    '[[]]',
  ]),
  rejected('missing-member', 'An event without a required member is rejected', () =>
    ['id', 'topic', 'data', 'timestamp', 'hubName', 'connectionId'].map(without),
  ),
  rejected('wrong-member', 'An event with a member of the wrong type is rejected', () => [
    withData({ hubName: 7 }),
    withData({ hubName: '' }),
    withData({ connectionId: ['c'] }),
    withData({ userId: 7 }),
    withData({ userId: {} }),
    withData({ timestamp: 'yesterday' }),
    withData({ timestamp: 1_700_000_000 }),
  ]),
  rejected('deep-nesting', 'Deeply nested JSON is rejected and breaks nothing', () => [
    '['.repeat(20_000) + ']'.repeat(20_000),
    `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  ]),
  {
    id: 'prototype-keys',
    level: 'MUST',
    title: 'Members like __proto__ are ignored',
    source: sources.security,
    async run(target) {
      const polluted =
        '"__proto__":{"polluted":true,"userId":"root"},"constructor":{"prototype":{"polluted":true}},'
      const body = withData({ userId: undefined }).replace('"data":{', `${polluted}"data":{${polluted}`)
      const received = await deliver(target, { method: 'POST', headers, body })
      equal(
        received.events.map(({ userId }) => userId ?? 'anonymous'),
        ['anonymous'],
        'users',
      )
      equal(Object.hasOwn(Object.prototype, 'polluted'), false, 'polluted')
    },
  },
  {
    id: 'too-large',
    level: 'MUST',
    title: 'A body over the limit is answered with 413 and reported, and the next delivery is handled',
    source: sources.retry,
    async run(target) {
      const path = `${guardedPath}?key=${guardedKeys[1]}`
      const request = eventGrid.batch(Array.from({ length: 80 }, () => eventGrid.connectedEvent()))
      const received = await deliver(target, request, 413, path)
      equal([received.events, received.errors], [[], ['BODY_TOO_LARGE']], 'events and errors')
      equal((await deliver(target, eventGrid.connected(), 200, path)).events.length, 1, 'events afterwards')
    },
  },
  {
    id: 'odd-headers',
    level: 'MUST',
    title: 'A delivery with unusual values in Event Grid headers is handled',
    source: sources.headers,
    async run(target) {
      for (const unusual of [
        { 'aeg-delivery-count': 'x' },
        { 'aeg-delivery-count': '-1' },
        { 'aeg-event-type': 'Other' },
      ]) {
        const request = eventGrid.connected()
        const received = await deliver(target, { ...request, headers: { ...request.headers, ...unusual } })
        equal(received.events.length, 1, 'events')
      }
      const { 'aeg-subscription-name': _, 'aeg-delivery-count': __, ...few } = headers
      await expectStatus(target, { ...eventGrid.connected(), headers: few }, 200)
    },
  },
  {
    id: 'compressed',
    level: 'MUST',
    title: 'A body that is still compressed is retried, not lost',
    source: sources.retry,
    async run(target) {
      const gzip = new Blob([eventGrid.connected().body ?? ''])
        .stream()
        .pipeThrough(new CompressionStream('gzip'))
      const body = new Uint8Array(await new Response(gzip).arrayBuffer())
      const request = { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body }
      await target.received()
      const { status } = await target.send('/', request)
      // A body parser in front may have decompressed it.
      const received = await target.received()
      if (status !== 200)
        equal([status, received.errors], [415, ['UNSUPPORTED_ENCODING']], 'status and errors')
      else equal(received.events.length, 1, 'events')
    },
  },
]
