import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { hour, minute } from '../subject.js'

export const claims: readonly PresenceStoreCheck[] = [
  must('transitions-next', 'Only a grace that has not ended is due', async (subject) => {
    const next = async () => (await subject.claim({ handles: false })).next
    for (const userId of ['ada', 'bob', 'cleo']) {
      await subject.connect(`of ${userId}`, { userId })
      await subject.disconnect(`of ${userId}`, { userId })
      subject.wait(1_000)
    }
    equal(await next(), 12_000, 'milliseconds until the first is due')
    await subject.connect('again', { userId: 'ada' })
    equal(await next(), 13_000, 'after it came back')
    await subject.store.forget(subject.hub, 'bob')
    equal(await next(), 14_000, 'after the second was forgotten')
    subject.wait(minute)
    equal(await next(), undefined, 'after the last')
  }),
  must(
    'transitions-listening',
    'Transitions are kept if any instance handles them, and else not',
    async (subject) => {
      const silent = { handles: false }
      await subject.connect('a', { userId: 'ada' }, silent)
      await subject.expectClaim([], 'claim: nobody has handled transitions before')
      await subject.connect('b', { userId: 'bob' }, silent)
      await subject.expectClaim(['bob online 1'], 'claim by an instance that handles them')
      equal((await subject.claim(silent)).transitions.length, 0, 'claim by one that does not')
    },
  ),
  must(
    'transitions-listening-first',
    'Transitions are kept for an instance that handles them, whatever it did first',
    async (subject) => {
      const { store, options } = subject
      const verdict = {
        ...{ connectionId: 'a', version: undefined, verdict: 'exists' as const },
        ...{ askedAt: subject.time, between: 0, seenAt: subject.time },
      }
      await store.judge(subject.hub, [verdict], options)
      await subject.connect('a', {}, { handles: false })
      await subject.expectClaim(['ada online 1'], 'after a verdict')
    },
  ),
  must(
    'transitions-listening-again',
    'A transition that was kept follows its user, even if no instance has handled any for a day',
    async (subject) => {
      await subject.connect('a')
      await subject.connect('b', { userId: 'bob' })
      await subject.expectClaim(['ada online 1', 'bob online 1'], 'first claim')
      await subject.connect('c', { userId: 'cleo' })
      subject.wait(25 * hour)
      const silent = { handles: false, grace: 0 }
      await subject.disconnect('a', { userId: 'ada' }, silent)
      await subject.disconnect('c', { userId: 'cleo' }, silent)
      await subject.expectClaim(['ada offline 1', 'bob online 2'], 'claim a day later')
    },
  ),
  must('transitions-limit', 'At most as many transitions are handed out as asked for', async (subject) => {
    await subject.apply([1, 2, 3].map((n) => subject.event('connected', `c${n}`, { userId: `u${n}` })))
    equal((await subject.claim({ limit: 2 })).transitions.length, 2, 'first claim')
    equal((await subject.claim({ limit: 2 })).transitions.length, 1, 'second claim')
    equal((await subject.store.status(subject.hub)).outstanding, 3, 'outstanding')
  }),
  must(
    'transitions-limit-none',
    'Without room for transitions, the rest of a claim is answered',
    async (subject) => {
      await subject.connect('a')
      const expired = {
        ...{ connectionId: 'a', version: undefined, verdict: 'expired' as const },
        ...{ askedAt: subject.time, between: 0, seenAt: subject.time },
      }
      await subject.store.judge(subject.hub, [expired], { ...subject.options, sessions: true })
      subject.wait(minute)
      const { transitions: none, ended } = await subject.claim({ limit: 0, sessions: true })
      equal([none.length, ended.length], [0, 1], 'transitions and connections without an event')
      await subject.expectCount(0, 0, 'count')
    },
  ),
  must('transitions-options', 'Instances with other options are noticed', async (subject) => {
    equal((await subject.claim()).optionsDiffer, false, 'first claim')
    equal((await subject.claim()).optionsDiffer, false, 'the same options')
    equal((await subject.claim({ grace: 1 })).optionsDiffer, true, 'another grace')
  }),
]
