import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { hour, minute } from '../subject.js'

const sessions = { sessions: true }

export const sessionRecords: readonly PresenceStoreCheck[] = [
  must('sessions-kept', 'A record of an ended connection is answered until it is taken', async (subject) => {
    const beginning = subject.event('connected', 'a', { source: '/one' })
    await subject.apply([beginning], sessions)
    subject.wait(hour)
    const end = subject.event('disconnected', 'a')
    const [first] = await subject.apply([end], sessions)
    const endedAt = subject.time
    const connection = {
      ...{ connectionId: 'a', userId: 'ada', source: '/one', connectedAt: beginning.timestamp },
    }
    equal([first?.ended?.connection, first?.ended?.endedAt], [connection, endedAt], 'first')
    subject.wait(2 * hour)
    const [again] = await subject.apply([end], sessions)
    equal(
      [again?.outcome, again?.ended?.connection, again?.ended?.endedAt],
      ['same', connection, endedAt],
      'again',
    )
    await subject.store.taken(subject.hub, [{ connectionId: 'a', record: again?.ended?.record ?? '' }])
    const [last] = await subject.apply([end], sessions)
    equal([last?.outcome, last?.ended ?? undefined], ['same', undefined], 'after it was taken')
  }),
  must(
    'sessions-late',
    'A connected event that comes after its end completes the record',
    async (subject) => {
      const beginning = subject.event('connected', 'a')
      subject.wait(minute)
      const end = { ...subject.event('disconnected', 'a'), errorMessage: 'no\nnetwork' }
      const endedAt = subject.time
      await subject.apply([end], sessions)
      subject.wait(minute)
      const [late] = await subject.apply([beginning], sessions)
      equal([late?.outcome, late?.ended?.endedAt], ['late', endedAt], 'outcome and end')
      equal(late?.ended?.errorMessage, end.errorMessage, 'error message')
      equal(late?.ended?.connection.connectedAt, beginning.timestamp, 'connected at')
    },
  ),
  must(
    'sessions-taken-before',
    'A record that was completed stays until it is taken itself, not only as it was before',
    async (subject) => {
      const beginning = subject.event('connected', 'a')
      subject.wait(minute)
      const end = subject.event('disconnected', 'a')
      await subject.apply([end], sessions)
      const [first] = await subject.apply([end], sessions)
      const [completed] = await subject.apply([beginning], sessions)
      const taken = (record = '') => subject.store.taken(subject.hub, [{ connectionId: 'a', record }])
      await taken(first?.ended?.record)
      const [again] = await subject.apply([beginning], sessions)
      equal(again?.ended?.connection, completed?.ended?.connection, 'after the first was taken')
      await taken(completed?.ended?.record)
      const [last] = await subject.apply([beginning], sessions)
      equal(last?.ended, undefined, 'after the completed one was taken')
    },
  ),
  must(
    'sessions-taken-completed',
    'A completed record is taken, also if its connected event was repeated hours later meanwhile',
    async (subject) => {
      const beginning = subject.event('connected', 'a')
      const end = subject.event('disconnected', 'a')
      await subject.apply([end], sessions)
      const [completed] = await subject.apply([beginning], sessions)
      subject.wait(2 * hour)
      await subject.apply([beginning], sessions)
      const record = completed?.ended?.record ?? ''
      await subject.store.taken(subject.hub, [{ connectionId: 'a', record }])
      const [last] = await subject.apply([end], sessions)
      equal(last?.ended, undefined, 'after it was taken')
    },
  ),
  must(
    'sessions-without-event',
    'A connection that ended without an event is handed out until it is taken',
    async (subject) => {
      await subject.connect('a')
      const { timestamp } = subject.event('connected', 'a')
      const verdict = {
        ...{ connectionId: 'a', version: undefined, verdict: 'expired' as const },
        ...{ askedAt: subject.time + 1_000, between: 0, seenAt: subject.time },
      }
      await subject.store.judge(subject.hub, [verdict], { ...subject.options, ...sessions })
      let record = ''
      for (const what of ['first claim', 'second claim']) {
        const { ended } = await subject.claim(sessions)
        const connection = { connectionId: 'a', userId: 'ada', source: '/signalr', connectedAt: timestamp }
        equal(ended.length, 1, what)
        equal([ended[0]?.connection, ended[0]?.endedBy], [connection, 'expiry'], what)
        equal([ended[0]?.endedAt, ended[0]?.noticedAt], [subject.time, subject.time + 1_000], what)
        record = ended[0]?.record ?? ''
      }
      await subject.store.taken(subject.hub, [{ connectionId: 'a', record }])
      equal((await subject.claim(sessions)).ended, [], 'claim after it was taken')
    },
  ),
  must(
    'sessions-without-event-many',
    'However many connections ended without an event, all are handed out',
    async (subject) => {
      const ids = Array.from({ length: 3_000 }, (_, i) => `c${i}`)
      await subject.apply(ids.map((id) => subject.event('connected', id)))
      const verdict = { version: undefined, verdict: 'expired' as const, askedAt: subject.time, between: 0 }
      const verdicts = ids.map((connectionId) => ({ connectionId, seenAt: subject.time, ...verdict }))
      await subject.store.judge(subject.hub, verdicts, { ...subject.options, ...sessions })
      const found: string[] = []
      for (;;) {
        const { ended } = await subject.claim(sessions)
        if (ended.length === 0) break
        const records = ended.map(({ connection: { connectionId }, record }) => ({ connectionId, record }))
        found.push(...records.map(({ connectionId }) => connectionId))
        await subject.store.taken(subject.hub, records)
      }
      equal(found.sort(), ids.sort(), 'connections')
    },
  ),
  must(
    'metadata-of-ended',
    'A repeated connected event does not change the metadata of a connection that has ended',
    async (subject) => {
      await subject.connect('a', {}, sessions)
      await subject.store.setMetadata(subject.hub, 'a', '"desk"', minute)
      await subject.disconnect('a', {}, sessions)
      for (const again of [subject.connect, subject.disconnect]) {
        const [applied] = await again.call(subject, 'a', {}, sessions)
        equal(applied?.ended?.connection.metadata, 'desk', applied?.outcome ?? '')
      }
    },
  ),
  must(
    'metadata',
    'Metadata stays with its connection, whichever comes first, and ends with it',
    async (subject) => {
      const find = async () => (await subject.store.connectionsOf(subject.hub, 'ada'))[0]?.metadata
      const set = (id: string, text: string) => subject.store.setMetadata(subject.hub, id, text, 10 * minute)
      await set('a', '{"device":"phone\\n"}')
      await subject.connect('a')
      equal(await find(), { device: 'phone\n' }, 'set before')
      await set('a', '"desk"')
      equal(await find(), 'desk', 'set after')
      subject.wait(hour)
      await subject.claim()
      equal(await find(), 'desk', 'an hour later')
      const [applied] = await subject.disconnect('a')
      equal(applied?.ended?.connection.metadata, 'desk', 'of the ended connection')
      await set('b', '1')
      subject.wait(10 * minute)
      await subject.claim()
      await subject.connect('b')
      equal((await find()) ?? undefined, undefined, 'of a connection that came too late')
      await set('c', '1')
      subject.wait(10 * minute)
      await subject.connect('c', { userId: 'cleo' })
      const [late] = await subject.store.connectionsOf(subject.hub, 'cleo')
      equal(late?.metadata, undefined, 'of one that came too late, before a claim')
    },
  ),
]
