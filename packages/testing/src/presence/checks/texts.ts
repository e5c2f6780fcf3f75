import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes } from '../subject.js'

/** Texts that stores may mistake for something else. */
const hostile = [
  '__proto__',
  '',
  '#',
  '-',
  'a\0b',
  'a\tb\nc',
  '{a}b',
  'x'.repeat(1000),
  '\ud800',
  'ü 東京',
  '+inf',
  '(x',
  '"a"',
]

export const texts: readonly PresenceStoreCheck[] = [
  must('users-hostile', 'Users and connections of any text are distinguished', async (subject) => {
    const events = hostile.map((text) => subject.event('connected', text, { userId: text, source: text }))
    await subject.apply(events)
    await subject.expectCount(hostile.length, hostile.length, 'count')
    for (const text of hostile) {
      const [connection] = await subject.store.connectionsOf(subject.hub, text)
      equal(
        [connection?.connectionId, connection?.userId, connection?.source],
        [text, text, text],
        'connection',
      )
    }
    await subject.apply(hostile.map((text) => subject.event('disconnected', text, { userId: text })))
    await subject.expectCount(hostile.length, 0, 'count at the end')
    const claim = await subject.claim()
    equal(claim.transitions.map(({ userId }) => userId).sort(), [...hostile].sort(), 'transitions')
  }),
  must(
    'users-hostile-gone',
    'A connection that is gone is not mistaken for one with a similar id',
    async (subject) => {
      const ids = ['\ud800', '\ud801', '\ufffd', 'a\0', 'a']
      for (const id of ids) expectOutcomes(await subject.connect(id), ['new'], JSON.stringify(id))
      for (const id of ids) expectOutcomes(await subject.disconnect(id), ['ended'], JSON.stringify(id))
      for (const id of ids) {
        expectOutcomes(await subject.disconnect(`${id}\ud802`), ['unseen-ended'], JSON.stringify(id))
        expectOutcomes(await subject.connect(`${id}\ud803`), ['new'], JSON.stringify(id))
      }
    },
  ),
  must('users-hubs', 'Hubs of any text are distinguished and listed', async (subject) => {
    const hubs = hostile.map((text) => `${text} of ${subject.hub}`)
    for (const hub of hubs) await subject.store.apply(hub, [subject.event('connected', 'a')], subject.options)
    for (const hub of hubs)
      equal(await subject.store.count(hub), { users: 1, connections: 1 }, `count of ${hub}`)
    const listed = new Set(await subject.store.hubs())
    equal(
      hubs.filter((hub) => !listed.has(hub)),
      [],
      'hubs that are not listed',
    )
  }),
  must('users-hubs-without-events', 'Hubs without events are not listed', async (subject) => {
    const { store, hub, options } = subject
    await store.changes(hub, undefined, 0)
    await store.setMetadata(hub, 'a', '1', 60_000)
    await store.users(hub, undefined, 10)
    await store.claim(hub, { ...options, lease: 1, limit: 1 })
    equal((await store.hubs()).includes(hub), false, 'listed')
  }),
]
