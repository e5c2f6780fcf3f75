import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes, hour, minute } from '../subject.js'
import { findRecord, judge, listUnverified } from './verdict.js'

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
