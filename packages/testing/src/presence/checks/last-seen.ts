import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes, hour, minute } from '../subject.js'

export const lastSeen: readonly PresenceStoreCheck[] = [
  must(
    'users-last-seen',
    'The last time is the latest disconnect, in whatever order events come',
    async (subject) => {
      const lastSeen = async () => subject.store.lastSeen(subject.hub, 'ada')
      equal((await lastSeen()) ?? undefined, undefined, 'of nobody')
      const endedAt = subject.time
      const end = subject.event('disconnected', 'a', { userId: null })
      subject.wait(minute)
      await subject.apply([end])
      // The connected event says who it was.
      await subject.connect('a', { age: 5 * minute })
      equal(await lastSeen(), endedAt, 'after a disconnected event without a user')
      await subject.connect('b')
      await subject.disconnect('b', { age: 30_000 })
      equal(await lastSeen(), subject.time - 30_000, 'after the next one')
      await subject.connect('c')
      await subject.disconnect('c', { age: hour })
      equal(await lastSeen(), subject.time - 30_000, 'after one that ended earlier')
    },
  ),
  must('users-last-seen-future', 'Nobody was last seen in the future', async (subject) => {
    await subject.connect('a')
    await subject.disconnect('a', { age: -hour })
    equal(await subject.store.lastSeen(subject.hub, 'ada'), subject.time, 'last time')
  }),
  must(
    'users-last-seen-ends',
    'The last time is forgotten in the end, or not kept at all',
    async (subject) => {
      await subject.connect('a')
      await subject.disconnect('a')
      await subject.connect('b', { userId: 'bob' }, { lastSeenFor: 0 })
      await subject.disconnect('b', { userId: 'bob' }, { lastSeenFor: 0 })
      equal((await subject.store.lastSeen(subject.hub, 'bob')) ?? undefined, undefined, 'with lastSeenFor 0')
      subject.wait(31 * 24 * hour)
      await subject.claim()
      equal((await subject.store.lastSeen(subject.hub, 'ada')) ?? undefined, undefined, 'after 31 days')
    },
  ),
  must(
    'users-last-seen-each',
    'Each last time is forgotten when it is too old, in whatever order events came',
    async (subject) => {
      const lastSeenFor = 10 * minute
      const lastSeen = async (userId: string) =>
        (await subject.store.lastSeen(subject.hub, userId)) ?? undefined
      for (const [userId, age] of [
        ['ada', 0],
        ['bob', 5 * minute],
        ['cleo', 11 * minute],
      ] as const) {
        await subject.connect(`of ${userId}`, { userId, age }, { lastSeenFor })
        await subject.disconnect(`of ${userId}`, { userId, age }, { lastSeenFor })
      }
      equal(await lastSeen('cleo'), undefined, 'of one who was last seen too long ago')
      subject.wait(6 * minute)
      await subject.claim({ lastSeenFor })
      equal(await lastSeen('bob'), undefined, 'of one whose event came later, but is older')
      equal(await lastSeen('ada'), subject.time - 6 * minute, 'of the other one')
    },
  ),
  must('users-forget', 'A user who is forgotten leaves nothing', async (subject) => {
    await subject.connect('a')
    await subject.disconnect('a')
    equal(await subject.store.forget(subject.hub, 'ada'), true, 'forgotten')
    equal(await subject.isOnline('ada'), false, 'online')
    equal((await subject.store.lastSeen(subject.hub, 'ada')) ?? undefined, undefined, 'last time')
    subject.wait(minute)
    await subject.expectClaim([], 'transitions')
    await subject.expectCount(0, 0, 'count')
  }),
  must(
    'users-forget-late',
    'An event of a connection that ended before its user was forgotten brings nothing back',
    async (subject) => {
      const sessions = { sessions: true }
      await subject.connect('a', {}, sessions)
      await subject.disconnect('a', {}, sessions)
      equal(await subject.store.forget(subject.hub, 'ada'), true, 'forgotten')
      expectOutcomes(await subject.connect('a', {}, sessions), ['late'], 'connected event, repeated')
      equal((await subject.store.lastSeen(subject.hub, 'ada')) ?? undefined, undefined, 'last time')
    },
  ),
  must(
    'users-forget-online',
    'A user with a connection is not forgotten, and stays online',
    async (subject) => {
      await subject.connect('a')
      equal(await subject.store.forget(subject.hub, 'ada'), false, 'forgotten')
      equal(await subject.isOnline('ada'), true, 'online')
      await subject.expectCount(1, 1, 'count')
      await subject.disconnect('a', {}, { grace: 0 })
      await subject.connect('b')
      await subject.expectCount(1, 1, 'count after the next connection')
    },
  ),
]
