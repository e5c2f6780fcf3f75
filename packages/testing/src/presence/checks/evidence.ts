import { createRandom } from '@signalr-events/internal'
import type { Outcome, PresenceEvent } from '@signalr-events/presence'
import { equal } from '../../conformance/expect.js'
import { must, type PresenceStoreCheck } from '../check.js'
import { expectOutcomes, hour, minute } from '../subject.js'

type Type = PresenceEvent['type']
type Row = readonly [state: string, before: readonly Type[], type: Type, age: number, outcome: Outcome]

const old = 24.6 * hour

/** What each event does to a connection of each state. */
const rows: readonly Row[] = [
  ['unseen', [], 'connected', 0, 'new'],
  ['unseen', [], 'connected', 24.4 * hour, 'new'],
  ['unseen', [], 'connected', old, 'stale'],
  ['unseen', [], 'disconnected', 0, 'unseen-ended'],
  ['unseen', [], 'disconnected', old, 'stale'],
  ['online', ['connected'], 'connected', 0, 'same'],
  ['online', ['connected'], 'connected', old, 'same'],
  ['online', ['connected'], 'disconnected', 0, 'ended'],
  ['online', ['connected'], 'disconnected', old, 'ended'],
  ['gone', ['connected', 'disconnected'], 'connected', 0, 'late'],
  ['gone', ['disconnected'], 'connected', old, 'late'],
  ['gone', ['connected', 'disconnected'], 'disconnected', 0, 'same'],
  ['gone', ['disconnected'], 'disconnected', old, 'same'],
]

const table = rows.map(([state, before, type, age, outcome]) =>
  must(
    `evidence-${state}-${type}-${age === 0 ? 'fresh' : age === old ? 'old' : 'late'}-${before.length}`,
    `A ${age === 0 ? 'new' : 'late'} ${type} event of a connection that is ${state} is '${outcome}'`,
    async (subject) => {
      for (const each of before) await subject.apply([subject.event(each, 'a')])
      expectOutcomes(await subject.apply([subject.event(type, 'a', { age })]), [outcome], 'outcome')
    },
  ),
)

export const evidence: readonly PresenceStoreCheck[] = [
  ...table,
  must(
    'evidence-any-order',
    'Events in any order, in any number of calls and with repetitions end in the same state',
    async (subject) => {
      const events = ['a', 'b', 'c', 'd'].map((id) =>
        subject.event('connected', id, { userId: `user of ${id}` }),
      )
      events.push(...['a', 'b'].map((id) => subject.event('disconnected', id, { userId: `user of ${id}` })))
      const hub = subject.hub
      for (let seed = 1; seed <= 50; seed++) {
        const random = createRandom(seed)
        subject.hub = `${hub}-${seed}`
        const order = [...events, ...events].map((event) => ({ event, key: random() }))
        order.sort((a, b) => a.key - b.key)
        const half = Math.floor(random() * order.length)
        for (const part of [order.slice(0, half), order.slice(half)])
          await subject.apply(part.map(({ event }) => event))
        const ids = (await subject.listConnections()).map(({ connectionId }) => connectionId).sort()
        equal(ids, ['c', 'd'], `connections with seed ${seed}`)
        subject.wait(minute)
        await subject.expectCount(2, 2, `count with seed ${seed}`)
      }
    },
  ),
  must(
    'evidence-tombstone-life',
    'A connected event that arrives up to 60 hours after its end makes no ghost, with clocks 29 minutes apart',
    async (subject) => {
      const start = subject.time
      const arrivals: { readonly at: number; readonly event: PresenceEvent }[] = []
      const random = createRandom(7)
      for (let i = 0; i < 300; i++) {
        const event = (type: Type) => {
          const skew = (random() - 0.5) * 29 * minute
          return subject.event(type, `c${i}`, { userId: `u${i}`, age: Math.floor(skew) })
        }
        arrivals.push({ at: start + random() * 60 * hour, event: event('connected') })
        arrivals.push({ at: start + random() * 60 * hour, event: event('disconnected') })
        arrivals.push({ at: start + random() * 60 * hour, event: event('connected') })
      }
      for (const { at, event } of arrivals.sort((a, b) => a.at - b.at)) {
        subject.time = Math.floor(at)
        await subject.apply([event])
        await subject.claim()
      }
      subject.wait(minute)
      await subject.expectCount(0, 0, 'count at the end')
    },
  ),
  must(
    'evidence-clock-back',
    'A connection that is gone stays gone when the clock goes back by less than 30 minutes',
    async (subject) => {
      for (const minutes of [1, 29]) {
        subject.time = Math.ceil(subject.time / hour) * hour + minute / 2
        const id = `gone ${minutes}`
        const beginning = subject.event('connected', id, { age: minute })
        await subject.apply([beginning])
        await subject.disconnect(id)
        subject.wait(-minutes * minute)
        expectOutcomes(await subject.apply([beginning]), ['late'], `back by ${minutes} minutes`)
      }
    },
  ),
  must(
    'evidence-stale-end',
    'A disconnected event too old to prove anything still keeps its connection from coming back',
    async (subject) => {
      // Its connected event was stamped 18 minutes later, by another clock.
      expectOutcomes(await subject.disconnect('a', { age: 24.6 * hour }), ['stale'], 'disconnected')
      expectOutcomes(await subject.connect('a', { age: 24.3 * hour }), ['late'], 'connected')
      await subject.expectCount(0, 0, 'count')
    },
  ),
  must(
    'evidence-unreadable-time',
    'A connection whose time is not readable, or is in the future, comes and goes once',
    async (subject) => {
      const unreadable = { timestamp: 'today' }
      const future = { timestamp: new Date(subject.time + 50 * hour).toISOString() }
      for (const [id, time] of Object.entries({ unreadable, future })) {
        const events = (['connected', 'disconnected', 'connected'] as const).map((type) => ({
          ...subject.event(type, id, { userId: id }),
          ...time,
        }))
        const [connected, disconnected, again] = events
        expectOutcomes(await subject.apply(events.slice(0, 1)), ['new'], `${id}: connected`)
        if (disconnected)
          expectOutcomes(await subject.apply([disconnected]), ['ended'], `${id}: disconnected`)
        subject.wait(3 * hour)
        if (again && connected)
          expectOutcomes(await subject.apply([again]), ['late'], `${id}: connected again`)
      }
    },
  ),
  must(
    'evidence-ended',
    'Who it was is answered for a disconnected event without a user, also again',
    async (subject) => {
      await subject.connect('a', { userId: 'ada', source: '/one' })
      const { timestamp } = subject.event('connected', 'a')
      const end = subject.event('disconnected', 'a', { userId: null })
      for (const what of ['first', 'again']) {
        const [applied] = await subject.apply([end])
        const expected = { connectionId: 'a', userId: 'ada', source: '/one', connectedAt: timestamp }
        equal(applied?.ended?.connection, expected, what)
        subject.wait(2 * hour)
      }
    },
  ),
  must(
    'evidence-status',
    'The status counts events by outcome, and says since when the memory is whole',
    async (subject) => {
      const start = subject.time
      await subject.connect('a')
      subject.wait(hour)
      await subject.connect('a')
      await subject.disconnect('a')
      const { since, tombstones, events } = await subject.store.status(subject.hub)
      equal([since, tombstones], [start, 1], 'since and tombstones')
      equal([events.new, events.same, events.ended, events.late], [1, 1, 1, 0], 'events')
    },
  ),
]
