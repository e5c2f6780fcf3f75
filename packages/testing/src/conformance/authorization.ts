import { type EventGridRequest, eventGrid } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal, expectStatus, pick } from './expect.js'
import { sources } from './sources.js'
import { guardedKeys, guardedPath } from './subject.js'

const withKey = (key: string) => `${guardedPath}?key=${encodeURIComponent(key)}`

function unauthorized(id: string, title: string, path: string, request: () => EventGridRequest): Check {
  return {
    id,
    level: 'MUST',
    title,
    source: sources.security,
    async run(target) {
      await target.received()
      const answer = await expectStatus(target, request(), 401, path)
      equal(JSON.parse(answer.body), { error: 'UNAUTHORIZED' }, 'body')
      equal((await target.received()).events, [], 'events')
    },
  }
}

export const authorization: readonly Check[] = [
  unauthorized(
    'authorize-missing',
    'A delivery without the key is answered with 401',
    guardedPath,
    eventGrid.connected,
  ),
  unauthorized(
    'authorize-wrong',
    'A delivery with a wrong key is answered with 401',
    withKey('wrong'),
    eventGrid.connected,
  ),
  unauthorized(
    'authorize-prefix',
    'A prefix of the key is not the key',
    withKey('old-ke'),
    eventGrid.connected,
  ),
  unauthorized(
    'authorize-validation',
    'A validation request without the key is answered with 401',
    guardedPath,
    eventGrid.handshake,
  ),
  unauthorized(
    'authorize-deletion',
    'A deletion notification without the key is answered with 401',
    guardedPath,
    eventGrid.deletion,
  ),
  {
    id: 'authorize-rotation',
    level: 'MUST',
    title: 'During a key rotation, the old and the new key are accepted',
    source: sources.security,
    async run(target) {
      for (const key of guardedKeys) {
        const received = await deliver(target, eventGrid.connected(), 200, withKey(key))
        equal(pick(received, 'by'), ['guarded'], 'handled by')
      }
    },
  },
  {
    id: 'authorize-plus',
    level: 'SHOULD',
    title: 'A plus sign in a key needs no encoding in the URL',
    source: sources.security,
    async run(target) {
      const received = await deliver(target, eventGrid.connected(), 200, `${guardedPath}?a=b&key=new+key/1==`)
      equal(received.events.length, 1, 'events')
    },
  },
]
