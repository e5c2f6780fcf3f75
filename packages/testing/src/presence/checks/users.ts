import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes, hour, minute } from '../subject.js'

export const users: readonly PresenceStoreCheck[] = [
  must(
    'users-count',
    'Users are counted once, however many connections they have, and anonymous ones never',
    async (subject) => {
      for (const id of ['a', 'b']) await subject.connect(id, { userId: 'ada' })
      await subject.connect('c', { userId: 'bob' })
      await subject.connect('d', { userId: null })
      await subject.expectCount(2, 4, 'count')
      await subject.disconnect('a', { userId: 'ada' })
      await subject.disconnect('d', { userId: null })
      await subject.expectCount(2, 2, 'count after two have gone')
    },
  ),
  must(
    'users-grace',
    'A user stays online for grace after the last connection, and no longer',
    async (subject) => {
      await subject.connect('a')
      await subject.disconnect('a')
      await subject.expectCount(1, 0, 'count at once')
      subject.wait(14_999)
      equal(await subject.isOnline('ada'), true, 'online before the end of grace')
      subject.wait(1)
      // Nobody has claimed meanwhile: the answer does not depend on it.
      equal(await subject.isOnline('ada'), false, 'online at the end of grace')
      await subject.expectCount(0, 0, 'count at the end of grace')
      equal(await subject.listUsers(10), [], 'list at the end of grace')
    },
  ),
  must('users-no-grace', 'Without grace a user is offline at once', async (subject) => {
    await subject.connect('a')
    await subject.disconnect('a', {}, { grace: 0 })
    equal(await subject.isOnline('ada'), false, 'online')
    await subject.expectCount(0, 0, 'count')
  }),
  must(
    'users-since',
    'A user who comes back during grace was never away; one who comes back later is new',
    async (subject) => {
      const start = subject.time
      const since = async () => (await subject.store.online(subject.hub, ['ada']))[0]
      await subject.connect('a')
      await subject.disconnect('a')
      subject.wait(10_000)
      await subject.connect('b')
      equal(await since(), start, 'since, after a short break')
      await subject.disconnect('b')
      subject.wait(minute)
      await subject.connect('c')
      equal(await since(), subject.time, 'since, after a long break')
    },
  ),
  must('users-many-connections', 'A user may have hundreds of connections', async (subject) => {
    const ids = Array.from({ length: 300 }, (_, i) => `c${i}`)
    await subject.apply(ids.map((id) => subject.event('connected', id)))
    const found = async () =>
      (await subject.store.connectionsOf(subject.hub, 'ada')).map((each) => each.connectionId)
    equal((await found()).sort(), [...ids].sort(), 'connections')
    await subject.apply(ids.slice(1).map((id) => subject.event('disconnected', id)))
    equal(await found(), ['c0'], 'connections that are left')
    await subject.expectCount(1, 1, 'count')
    await subject.disconnect('c0')
    subject.wait(minute)
    await subject.expectCount(0, 0, 'count at the end')
  }),
  must('users-pages', 'Users who stay are listed exactly once, while others come and go', async (subject) => {
    const staying = Array.from({ length: 25 }, (_, i) => `staying ${i}`)
    for (const userId of staying) await subject.connect(`of ${userId}`, { userId })
    for (let i = 0; i < 5; i++) await subject.connect(`of going ${i}`, { userId: `going ${i}` })
    const listed = await subject.listUsers(7, async (page) => {
      await subject.connect(`of coming ${page}`, { userId: `coming ${page}` })
      await subject.disconnect(`of going ${page}`, { userId: `going ${page}` }, { grace: 0 })
    })
    const found = listed.filter((userId) => userId.startsWith('staying'))
    equal(found, staying, 'those who stay, in order')
    equal(new Set(listed).size, listed.length, 'nobody twice')
  }),
  must('users-list', 'A listed user has the number of connections', async (subject) => {
    for (const id of ['a', 'b']) await subject.connect(id, { userId: 'ada' })
    const { items, next } = await subject.store.users(subject.hub, undefined, 10)
    const found = items.map(({ userId, since, connections }) => ({
      userId,
      since: since.getTime(),
      connections,
    }))
    equal(found, [{ userId: 'ada', since: subject.time, connections: 2 }], 'users')
    equal(next, undefined, 'next page')
  }),
  must(
    'users-connections',
    'Connections are listed page by page, each with its source and time',
    async (subject) => {
      const ids = Array.from({ length: 95 }, (_, i) => `c${i}`)
      for (const [i, id] of ids.entries()) await subject.connect(id, { source: `/s${i % 3}` })
      const listed = await subject.listConnections(10)
      equal([...new Set(listed.map(({ connectionId }) => connectionId))].sort(), [...ids].sort(), 'ids')
      const first = listed.find(({ connectionId }) => connectionId === 'c1')
      const { timestamp } = subject.event('connected', 'c1')
      equal(first, { connectionId: 'c1', userId: 'ada', source: '/s1', connectedAt: timestamp }, 'connection')
    },
  ),
  must(
    'users-last-seen',
    'The last time is the latest disconnect, in whatever order events come',
    async (subject) => {
      const lastSeen = async () => subject.store.lastSeen(subject.hub, 'ada')
      equal((await lastSeen()) ?? undefined, undefined, 'of nobody')
      const end = subject.event('disconnected', 'a', { userId: null })
      subject.wait(minute)
      await subject.apply([end])
      // The connected event says who it was.
      await subject.connect('a', { age: 5 * minute })
      equal(await lastSeen(), end.at, 'after a disconnected event without a user')
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
