import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { hour, minute } from '../subject.js'

export const transitions: readonly PresenceStoreCheck[] = [
  must(
    'transitions-once',
    'A transition is handed out once, and not again after it was handled',
    async (subject) => {
      await subject.connect('a')
      await subject.connect('b')
      const claim = await subject.expectClaim(['ada online 1'], 'first claim')
      await subject.expectClaim([], 'second claim')
      await subject.store.settle(subject.hub, 'ada', claim.transitions[0]?.token ?? 0)
      subject.wait(hour)
      await subject.expectClaim([], 'claim after it was handled')
    },
  ),
  must(
    'transitions-offline',
    'A user goes offline at the end of grace, with the time of the last connection',
    async (subject) => {
      await subject.connect('a')
      const { transitions: first } = await subject.claim()
      await subject.store.settle(subject.hub, 'ada', first[0]?.token ?? 0)
      await subject.disconnect('a', { age: 500 })
      const seenAt = subject.time - 500
      equal((await subject.claim()).next, 15_000, 'milliseconds until it is due')
      subject.wait(15_000)
      const { transitions: second } = await subject.expectClaim(['ada offline 1'], 'claim')
      equal(second[0]?.lastSeen, seenAt, 'last seen')
      equal((second[0]?.number ?? 0) > (first[0]?.number ?? 0), true, 'numbers grow')
    },
  ),
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
  must('transitions-grace', 'A break that is shorter than grace is no transition', async (subject) => {
    await subject.connect('a')
    const { transitions } = await subject.claim()
    await subject.store.settle(subject.hub, 'ada', transitions[0]?.token ?? 0)
    await subject.disconnect('a')
    subject.wait(10_000)
    await subject.connect('b')
    subject.wait(hour)
    await subject.expectClaim([], 'claim')
  }),
  must('transitions-cancel', 'Coming and going that nobody has seen cancel each other', async (subject) => {
    await subject.connect('a')
    await subject.disconnect('a', {}, { grace: 0 })
    await subject.expectClaim([], 'claim')
  }),
  must(
    'transitions-lease',
    'A transition that is not settled is handed out again when its lease ends',
    async (subject) => {
      await subject.connect('a')
      const { transitions } = await subject.expectClaim(['ada online 1'], 'first claim')
      subject.wait(minute - 1)
      await subject.expectClaim([], 'claim before the end of the lease')
      subject.wait(1)
      const second = await subject.expectClaim(['ada online 2'], 'claim at the end of the lease')
      equal(second.transitions[0]?.number, transitions[0]?.number, 'number')
      await subject.store.settle(subject.hub, 'ada', transitions[0]?.token ?? 0)
      subject.wait(minute)
      await subject.expectClaim(['ada online 3'], 'claim after the first owner settled too late')
    },
  ),
  must(
    'transitions-token',
    'An owner who settles too late does not end the claim of a later transition',
    async (subject) => {
      await subject.connect('a')
      const first = await subject.claim()
      subject.wait(minute)
      const second = await subject.claim()
      await subject.store.settle(subject.hub, 'ada', second.transitions[0]?.token ?? 0)
      await subject.disconnect('a', {}, { grace: 0 })
      await subject.expectClaim(['ada offline 1'], 'claim of the next transition')
      await subject.store.settle(subject.hub, 'ada', first.transitions[0]?.token ?? 0)
      subject.wait(minute)
      await subject.expectClaim(['ada offline 2'], 'claim after its owner has died')
    },
  ),
  must(
    'transitions-retry',
    'A transition that failed is handed out again after the pause',
    async (subject) => {
      await subject.connect('a')
      const { transitions } = await subject.claim()
      await subject.store.settle(subject.hub, 'ada', transitions[0]?.token ?? 0, 5_000)
      subject.wait(4_999)
      await subject.expectClaim([], 'claim before the end of the pause')
      subject.wait(1)
      await subject.expectClaim(['ada online 2'], 'claim after the pause')
    },
  ),
  must(
    'transitions-order',
    'While a handler runs, its successor waits; it is handed out next',
    async (subject) => {
      await subject.connect('a')
      const { transitions } = await subject.expectClaim(['ada online 1'], 'first claim')
      await subject.disconnect('a', {}, { grace: 0 })
      await subject.expectClaim([], 'claim while the first is handled')
      await subject.store.settle(subject.hub, 'ada', transitions[0]?.token ?? 0)
      const second = await subject.expectClaim(['ada offline 1'], 'claim after it was handled')
      await subject.store.settle(subject.hub, 'ada', second.transitions[0]?.token ?? 0)
      await subject.expectClaim([], 'claim at the end')
    },
  ),
  must(
    'transitions-same',
    'Who has gone and come back while a handler runs is handled once',
    async (subject) => {
      await subject.connect('a')
      const { transitions } = await subject.claim()
      await subject.disconnect('a', {}, { grace: 0 })
      await subject.connect('b')
      await subject.store.settle(subject.hub, 'ada', transitions[0]?.token ?? 0)
      subject.wait(hour)
      await subject.expectClaim([], 'claim')
    },
  ),
  must(
    'transitions-cancel-successor',
    'A successor that nobody has seen is cancelled by its opposite, too',
    async (subject) => {
      await subject.connect('a')
      const { transitions } = await subject.claim()
      await subject.disconnect('a', {}, { grace: 0 })
      await subject.store.settle(subject.hub, 'ada', transitions[0]?.token ?? 0)
      await subject.connect('b')
      subject.wait(hour)
      await subject.expectClaim([], 'claim')
    },
  ),
  must(
    'transitions-replaced',
    'When a failed transition has a successor, only the successor is handed out',
    async (subject) => {
      await subject.connect('a')
      const { transitions } = await subject.claim()
      await subject.disconnect('a', {}, { grace: 0 })
      await subject.store.settle(subject.hub, 'ada', transitions[0]?.token ?? 0, 1_000)
      subject.wait(1_000)
      await subject.expectClaim(['ada offline 1'], 'claim')
    },
  ),
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
