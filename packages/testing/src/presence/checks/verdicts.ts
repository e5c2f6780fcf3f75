import type { Verdict } from '@signalr-events/presence'
import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes, minute, type Subject } from '../subject.js'

/** All connections of a walk. */
async function scan(subject: Subject, owner = 'one') {
  const found = []
  for (;;) {
    const page = await subject.store.scan(subject.hub, { owner, lease: minute, size: 10 })
    if (page === undefined) return undefined
    found.push(...page.found)
    if (page.isLast) return found
  }
}

async function judge(subject: Subject, verdict: Partial<Verdict>): Promise<string | undefined> {
  const whole: Verdict = {
    ...{ connectionId: 'a', version: undefined, verdict: 'missing', askedAt: subject.time, between: 30_000 },
    seenAt: subject.time,
    ...verdict,
  }
  const [outcome] = await subject.store.judge(subject.hub, [whole], subject.options)
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
      const [first] = (await scan(subject)) ?? []
      await judge(subject, { verdict: 'exists' })
      equal(
        await judge(subject, { verdict: 'gone', version: first?.version ?? '' }),
        'changed',
        'old version',
      )
      const [second] = (await scan(subject)) ?? []
      equal(second?.verifiedAt, subject.time, 'verified at')
      equal(await judge(subject, { verdict: 'gone', version: second?.version ?? '' }), 'ended', 'new version')
      equal(await judge(subject, { verdict: 'gone' }), 'changed', 'of a connection that is gone')
    },
  ),
  must('verdicts-scan', 'A walk finds every connection that stays', async (subject) => {
    const ids = Array.from({ length: 95 }, (_, i) => `c${i}`)
    await subject.apply(ids.map((id) => subject.event('connected', id)))
    for (const what of ['first walk', 'second walk']) {
      const found = new Set((await scan(subject))?.map(({ connection }) => connection.connectionId))
      equal(
        ids.filter((id) => !found.has(id)),
        [],
        what,
      )
    }
  }),
]
