import { type EventGridRequest, eventGrid } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal, expectStatus, pick } from './expect.js'
import { sources } from './sources.js'
import { guardedKeys, guardedPath } from './subject.js'

const withKey = (key: string) => `${guardedPath}?key=${encodeURIComponent(key)}`

function refusal(id: string, title: string, path: string, request: () => EventGridRequest): Check {
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
  refusal(
    'authorize-missing',
    'A delivery without the key is refused with 401',
    guardedPath,
    eventGrid.connected,
  ),
  refusal('authorize-wrong', 'A delivery with a wrong key is refused', withKey('wrong'), eventGrid.connected),
  refusal(
    'authorize-prefix',
    'The beginning of a key is not the key',
    withKey('old-ke'),
    eventGrid.connected,
  ),
  refusal('authorize-validation', 'No stranger can subscribe the endpoint', guardedPath, eventGrid.handshake),
  refusal('authorize-deletion', 'No stranger can report a deletion', guardedPath, eventGrid.deletion),
  {
    id: 'authorize-rotation',
    level: 'MUST',
    title: 'While keys are rotated, the old and the new one are accepted',
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
    title: 'A plus sign in a key may stand in the URL as it is',
    source: sources.security,
    async run(target) {
      const received = await deliver(target, eventGrid.connected(), 200, `${guardedPath}?a=b&key=new+key/1==`)
      equal(received.events.length, 1, 'events')
    },
  },
]
