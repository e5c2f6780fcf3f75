import type { ChangeOptions, Verdict } from '@signalr-events/presence'
import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes, hour, listAll, minute, type Subject } from '../subject.js'

async function findRecord(subject: Subject) {
  return (await subject.store.connections(subject.hub, undefined, 10)).items[0]
}

async function listUnverified(subject: Subject): Promise<string[]> {
  const records = await listAll((cursor) => subject.store.unverified(subject.hub, cursor, 10))
  return records.map(({ connection }) => connection.connectionId)
}

async function judge(
  subject: Subject,
  verdict: Partial<Verdict>,
  options: Partial<ChangeOptions> = {},
): Promise<string | undefined> {
  const whole: Verdict = {
    ...{ connectionId: 'a', version: undefined, verdict: 'missing', askedAt: subject.time, between: 30_000 },
    seenAt: subject.time,
    ...verdict,
  }
  const [outcome] = await subject.store.judge(subject.hub, [whole], { ...subject.options, ...options })
  return outcome
}

export const verdicts: readonly PresenceStoreCheck[] = [
  must('verdicts-missing', 'A connection ends when it is missing twice, some time apart', async (subject) => {
    await subject.connect('a')
    equal(await judge(subject, {}), 'missing-once', 'first')
    equal(await judge(subject, { askedAt: subject.time + 29_999 }), 'missing-once', 'too soon')
    await subject.expectCount(1, 1, 'count')
    equal(await judge(subject, { askedAt: subject.time + 30_000 }), 'ended', 'second')
    await subject.expectCount(1, 0, 'count, in grace')
    expectOutcomes(await subject.connect('a'), ['late'], 'connected event afterwards')
    equal(await subject.store.lastSeen(subject.hub, 'ada'), subject.time, 'last seen')
  }),
  must(
    'verdicts-exists',
    'An answer that the connection exists undoes the first that it is missing',
    async (subject) => {
      await subject.connect('a')
      equal(await judge(subject, {}), 'missing-once', 'missing')
      equal(await judge(subject, { verdict: 'exists' }), 'verified', 'exists')
      equal(await judge(subject, { askedAt: subject.time + minute }), 'missing-once', 'missing again')
    },
  ),
  must(
    'verdicts-refute',
    'A disconnected event is refuted by an answer that is newer by more than a minute',
    async (subject) => {
      await subject.connect('a')
      await judge(subject, { verdict: 'exists' })
      expectOutcomes(await subject.disconnect('a', { age: minute + 1 }), ['refuted'], 'older by more')
      expectOutcomes(await subject.disconnect('a', { age: minute }), ['ended'], 'older by a minute')
    },
  ),
  must(
    'verdicts-version',
    'A verdict about a record that has changed meanwhile does nothing',
    async (subject) => {
      await subject.connect('a')
      const first = await findRecord(subject)
      await judge(subject, { verdict: 'exists' })
      equal(
        await judge(subject, { verdict: 'expired', version: first?.version ?? '' }),
        'changed',
        'old version',
      )
      const second = await findRecord(subject)
      equal(second?.verifiedAt, subject.time, 'verified at')
      equal(
        await judge(subject, { verdict: 'expired', version: second?.version ?? '' }),
        'ended',
        'new version',
      )
      equal(await judge(subject, { verdict: 'expired' }), 'changed', 'of a connection that is gone')
    },
  ),
  must(
    'verdicts-unverified',
    'A connection whose event is too old is online once the service says that it exists',
    async (subject) => {
      const asks = { asks: true }
      const age = 24.6 * hour
      for (const id of ['a', 'b']) expectOutcomes(await subject.connect(id, { age }, asks), ['stale'], id)
      await subject.expectCount(0, 0, 'count before')
      const ids = await listUnverified(subject)
      equal(ids.sort(), ['a', 'b'], 'unverified')
      equal(await judge(subject, { verdict: 'exists' }), 'verified', 'exists')
      equal(await judge(subject, { connectionId: 'b' }), 'missing-once', 'missing')
      equal(
        await judge(subject, { connectionId: 'b', askedAt: subject.time + minute }),
        'ended',
        'missing again',
      )
      await subject.expectCount(1, 1, 'count')
      equal(await listUnverified(subject), [], 'unverified at the end')
      expectOutcomes(await subject.disconnect('a'), ['ended'], 'disconnected event')
    },
  ),
  must(
    'verdicts-unverified-metadata',
    'A connection that is waiting for an answer is listed with its metadata',
    async (subject) => {
      await subject.connect('a', { age: 24.6 * hour }, { asks: true })
      await subject.store.setMetadata(subject.hub, 'a', '"desk"', minute)
      const { items } = await subject.store.unverified(subject.hub, undefined, 10)
      equal(items[0]?.connection.metadata, 'desk', 'before the answer')
      await judge(subject, { verdict: 'exists' })
      equal((await findRecord(subject))?.connection.metadata, 'desk', 'after the answer')
    },
  ),
  must(
    'verdicts-unverified-pages',
    'Every connection whose event is too old is listed, page by page',
    async (subject) => {
      const ids = Array.from({ length: 1_000 }, (_, i) => `c${i}`).sort()
      const events = ids.map((id) => subject.event('connected', id, { age: 24.6 * hour }))
      await subject.apply(events, { asks: true })
      equal([...new Set(await listUnverified(subject))].sort(), ids, 'unverified')
    },
  ),
  must(
    'verdicts-unverified-listed',
    'A connection that is online by an answer of the service is listed like others',
    async (subject) => {
      await subject.connect('a', { age: 24.6 * hour }, { asks: true })
      for (const id of ['b', 'c']) await subject.connect(id)
      await judge(subject, { verdict: 'exists' })
      const ids = (await subject.listConnections(1)).map(({ connectionId }) => connectionId)
      equal([...new Set(ids)].sort(), ['a', 'b', 'c'], 'connections')
    },
  ),
  must(
    'verdicts-unverified-online',
    'A connection that is online is not waiting for an answer, also if it was until the clock went back',
    async (subject) => {
      const asks = { asks: true }
      const beginning = subject.event('connected', 'a', { age: 24.6 * hour })
      expectOutcomes(await subject.apply([beginning], asks), ['stale'], 'too old')
      subject.wait(-29 * minute)
      expectOutcomes(await subject.apply([beginning], asks), ['new'], 'after the clock went back')
      equal(await listUnverified(subject), [], 'unverified')
    },
  ),
  must(
    'verdicts-unverified-gone',
    'A connection that is waiting for an answer is gone once its disconnected event comes',
    async (subject) => {
      const asks = { asks: true }
      await subject.connect('a', { age: 24.6 * hour }, asks)
      expectOutcomes(await subject.disconnect('a', {}, asks), ['unseen-ended'], 'disconnected event')
      equal((await subject.store.status(subject.hub)).unverified, 0, 'unverified')
      equal(await judge(subject, { verdict: 'exists' }), 'changed', 'an older answer')
      await subject.expectCount(0, 0, 'count')
    },
  ),
  must(
    'verdicts-erased',
    'An erased connection does not come back, whether it was believed or not',
    async (subject) => {
      const asks = { asks: true }
      const age = 24.6 * hour
      await subject.connect('a', {}, asks)
      await subject.connect('b', { age }, asks)
      for (const connectionId of ['a', 'b'])
        equal(await judge(subject, { connectionId, verdict: 'erased' }), 'ended', connectionId)
      expectOutcomes(await subject.connect('a', {}, asks), ['late'], 'connected event of the first')
      expectOutcomes(await subject.connect('b', { age }, asks), ['late'], 'connected event of the second')
      equal(await listUnverified(subject), [], 'unverified')
    },
  ),
  must(
    'verdicts-ended-before',
    'An event of a connection that ended without an event brings nothing back, however late it comes',
    async (subject) => {
      await subject.connect('a', { userId: 'ada' })
      await subject.connect('b', { userId: 'bob' })
      equal(await judge(subject, { verdict: 'erased' }), 'ended', 'erased')
      equal(await subject.store.forget(subject.hub, 'ada'), true, 'forgotten')
      equal(await judge(subject, { connectionId: 'b', verdict: 'expired' }), 'ended', 'expired')
      expectOutcomes(await subject.connect('a', { userId: 'ada' }), ['late'], 'connected event, repeated')
      // Clients stay connected all the same.
      subject.wait(3 * hour)
      expectOutcomes(await subject.disconnect('a', { userId: 'ada' }), ['same'], 'of the erased one')
      expectOutcomes(await subject.disconnect('b', { userId: 'bob' }), ['same'], 'of the expired one')
      equal(await subject.store.lastSeen(subject.hub, 'ada'), undefined, 'last seen')
    },
  ),
  must('verdicts-lead', 'One owner leads at a time, until its lease ends', async (subject) => {
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
    subject.wait(24 * hour)
    equal(await subject.store.lead(first, minute), true, 'first')
    equal(await subject.store.lead(second, minute), false, 'second')
    subject.wait(minute - 1)
    equal(await subject.store.lead(first, minute), true, 'first again')
    subject.wait(minute)
    equal(await subject.store.lead(second, 1), true, 'second, after the lease')
    subject.wait(minute)
  }),
  must('verdicts-reconciled', 'It is kept when a hub was last reconciled', async (subject) => {
    await subject.connect('a')
    equal((await subject.store.status(subject.hub)).reconciledAt ?? undefined, undefined, 'before')
    await subject.store.reconciled(subject.hub)
    equal((await subject.store.status(subject.hub)).reconciledAt, subject.time, 'after')
  }),
]
