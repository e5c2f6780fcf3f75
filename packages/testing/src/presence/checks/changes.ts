import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { hour, minute, type Subject } from '../subject.js'

async function read(subject: Subject, cursor?: number, size = 100) {
  const { changes, cursor: next, isReset } = await subject.store.changes(subject.hub, cursor, size)
  return { found: changes.map(({ userId, state }) => `${userId} ${state}`), next, isReset }
}

export const changes: readonly PresenceStoreCheck[] = [
  must('changes-follow', 'Changes after a cursor are answered in order, page by page', async (subject) => {
    const { next } = await read(subject)
    await subject.connect('a')
    await subject.connect('b', { userId: 'bob' })
    await subject.disconnect('a', {}, { grace: 0 })
    const first = await read(subject, next, 2)
    equal([first.found, first.isReset], [['ada online', 'bob online'], false], 'first page')
    const second = await read(subject, first.next)
    equal(second.found, ['ada offline'], 'second page')
    equal(await read(subject, second.next), { found: [], next: second.next, isReset: false }, 'third page')
  }),
  must('changes-grace', 'The end of grace is a change, a second connection is none', async (subject) => {
    await subject.connect('a')
    const { next } = await read(subject)
    await subject.connect('b')
    await subject.disconnect('a')
    await subject.disconnect('b')
    equal((await read(subject, next)).found, [], 'during grace')
    subject.wait(minute)
    await subject.claim()
    equal((await read(subject, next)).found, ['ada offline'], 'after grace')
  }),
  must('changes-unwatched', 'A reader that asks too late gets a reset', async (subject) => {
    const { next } = await read(subject)
    await subject.connect('a')
    subject.wait(hour)
    const late = await read(subject, next)
    equal([late.found, late.isReset], [[], true], 'an hour later')
    await subject.connect('b', { userId: 'bob' })
    equal((await read(subject, late.next)).found, ['bob online'], 'from the new cursor')
  }),
  must(
    'changes-overflow',
    'If there are more changes than are kept, the reader gets a reset',
    async (subject) => {
      const { next } = await read(subject)
      for (let i = 0; i < 110; i++) {
        const ids = Array.from({ length: 200 }, (_, j) => `c${i}-${j}`)
        await subject.apply(ids.map((id) => subject.event('connected', id, { userId: id })))
        await subject.claim()
      }
      const late = await read(subject, next)
      equal([late.found, late.isReset], [[], true], 'at the end')
      equal((await read(subject, late.next)).isReset, false, 'from the new cursor')
    },
  ),
  must(
    'changes-forget',
    'Changes of a user who is forgotten are gone, so that readers get a reset',
    async (subject) => {
      const { next } = await read(subject)
      await subject.connect('a')
      await subject.connect('b', { userId: 'bob' })
      const { next: afterOnline } = await read(subject, next)
      await subject.disconnect('a', {}, { grace: 0 })
      await subject.store.forget(subject.hub, 'ada')
      for (const cursor of [next, afterOnline]) {
        const { found, isReset } = await read(subject, cursor)
        equal([found, isReset], [[], true], 'changes')
      }
    },
  ),
  must(
    'changes-forget-online',
    'A reader gets a reset when a user who is online is forgotten, and else not',
    async (subject) => {
      await subject.connect('a')
      await subject.connect('b', { userId: 'bob' })
      await subject.disconnect('b', { userId: 'bob' }, { grace: 0 })
      const { next } = await read(subject)
      await subject.store.forget(subject.hub, 'bob')
      equal((await read(subject, next)).isReset, false, 'after one who was offline')
      await subject.disconnect('a')
      await subject.store.forget(subject.hub, 'ada')
      const late = await read(subject, next)
      equal(late.isReset, true, 'after one who was in grace')
      await subject.connect('c', { userId: 'cleo' })
      const last = await read(subject, late.next)
      equal([last.found, last.isReset], [['cleo online'], false], 'from the new cursor')
    },
  ),
]
