import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes, hour, minute } from '../subject.js'
import { findRecord, judge, listUnverified } from './verdict.js'

export const unverified: readonly PresenceStoreCheck[] = [
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
]
