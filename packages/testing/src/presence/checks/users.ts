import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { minute } from '../subject.js'

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
    'users-cursors',
    'A cursor that is not of a page is refused with a TypeError',
    async ({ store, hub }) => {
      for (const cursor of ['', 'x', '-1', '1.5', ' 1', '0x1', '1e3', '1\n', '9'.repeat(40)])
        for (const list of ['users', 'connections', 'unverified'] as const) {
          const read = async () => store[list](hub, cursor, 10)
          const error = await read().catch((thrown: unknown) => thrown)
          equal(error instanceof TypeError, true, `TypeError for ${JSON.stringify(cursor)} of ${list}`)
        }
    },
  ),
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
]
