import { eventGrid } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal, expectStatus } from './expect.js'
import { sources } from './sources.js'
import { guardedKeys, guardedPath } from './subject.js'
import type { TargetRequest } from './target.js'

const { headers } = eventGrid.batch([])

/** Bodies that no retry would mend: 400, and no handler runs. */
function rejection(id: string, title: string, bodies: () => readonly TargetRequest['body'][]): Check {
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
  rejection('not-json', 'What is not JSON is refused', () => [
    '{',
    '<xml/>',
    '[}',
    'undefined',
    '{"a":1}}',
    '',
  ]),
  rejection('not-utf8', 'What is not UTF-8 is refused, so no name arrives changed', () => [
    new Uint8Array(
      [...new TextEncoder().encode(withData({ userId: 'a' }).replace('"a"', '"\u0001"'))].map((b) =>
        b === 1 ? 0xff : b,
      ),
    ),
  ]),
  rejection('not-a-delivery', 'JSON that is no delivery is refused', () => [
    '7',
    'true',
    '"text"',
    '{"a":1}',
    '[1,null]',
    '[[]]',
  ]),
  rejection('missing-member', 'An event that lacks a required member is refused', () =>
    ['id', 'topic', 'data', 'timestamp', 'hubName', 'connectionId'].map(without),
  ),
  rejection('wrong-member', 'An event with a member of the wrong type is refused', () => [
    withData({ hubName: 7 }),
    withData({ hubName: '' }),
    withData({ connectionId: ['c'] }),
    withData({ userId: 7 }),
    withData({ userId: {} }),
    withData({ timestamp: 'yesterday' }),
    withData({ timestamp: 1_700_000_000 }),
  ]),
  rejection('deep-nesting', 'Deeply nested JSON is refused and breaks nothing', () => [
    '['.repeat(20_000) + ']'.repeat(20_000),
    `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  ]),
  {
    id: 'prototype-keys',
    level: 'MUST',
    title: 'Members like __proto__ arrive nowhere',
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
    title: 'A body over the limit is refused with 413 and reported, and the next delivery is handled',
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
    title: 'Odd values in Event Grid headers are no reason to refuse',
    source: sources.headers,
    async run(target) {
      for (const odd of [
        { 'aeg-delivery-count': 'x' },
        { 'aeg-delivery-count': '-1' },
        { 'aeg-event-type': 'Other' },
      ]) {
        const request = eventGrid.connected()
        const received = await deliver(target, { ...request, headers: { ...request.headers, ...odd } })
        equal(received.events.length, 1, 'events')
      }
      const { 'aeg-subscription-name': _, 'aeg-delivery-count': __, ...few } = headers
      await expectStatus(target, { ...eventGrid.connected(), headers: few }, 200)
    },
  },
  {
    id: 'compressed',
    level: 'MUST',
    title: 'A compressed body that nothing has decompressed is retried, not lost',
    source: sources.retry,
    async run(target) {
      const gzip = new Blob([eventGrid.connected().body ?? ''])
        .stream()
        .pipeThrough(new CompressionStream('gzip'))
      const body = new Uint8Array(await new Response(gzip).arrayBuffer())
      const request = { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body }
      await target.received()
      const { status } = await target.send('/', request)
      // A parser in front may decompress it.
      const received = await target.received()
      if (status !== 200)
        equal([status, received.errors], [415, ['UNSUPPORTED_ENCODING']], 'status and errors')
      else equal(received.events.length, 1, 'events')
    },
  },
]
