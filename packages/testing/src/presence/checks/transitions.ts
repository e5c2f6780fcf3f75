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
]
