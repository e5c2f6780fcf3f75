import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { type ConnectionEvent, createWebhook, drop, type Middleware, perDelivery } from '@signalr-events/core'
import { dedupe, memoryStore, type Store } from '@signalr-events/dedupe'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'

// Deliveries overlap, handlers and middleware fail or take their time, and deadlines pass in between.

/** What happens to the events, for all instances. */
class Course {
  readonly handled: string[] = []
  /** Events that middleware has acknowledged unhandled. */
  readonly kept = new Set<string>()
  readonly running = new Set<string>()
  /** Events that were handled twice at a time. */
  readonly overlaps: string[] = []
  /** From now on, nothing fails. */
  isCalm = false

  isSettled(id: string): boolean {
    return this.handled.includes(id) || this.kept.has(id)
  }
}

type Make = (course: Course) => Middleware

const middlewares = {
  passes: (): Middleware => (_event, _context, next) => next(),
  catches: (): Middleware => async (_event, _context, next) => {
    await next().catch(() => {})
  },
  forgets: (): Middleware => (_event, _context, next) => void next(),
  isLate: (): Middleware => async (_event, _context, next) => {
    await sleep(4)
    await next()
  },
  isImpatient:
    (course: Course): Middleware =>
    async (event, _context, next) => {
      const inside = next()
      if (course.isCalm || event.id !== 'e0') return inside
      await sleep(3)
      throw new Error('impatient')
    },
  failsAfter:
    (course: Course): Middleware =>
    async (event, _context, next) => {
      await next()
      if (!course.isCalm && event.id === 'e1') throw new Error('after')
    },
  keeps:
    (course: Course): Middleware =>
    async (event, _context, next) => {
      if (course.isCalm || event.id !== 'e2') return next()
      course.kept.add(event.id)
    },
  drops:
    (course: Course): Middleware =>
    async (event, _context, next) => {
      if (course.isCalm || event.id !== 'e3') return next()
      const inside = next()
      await sleep(2)
      course.kept.add(event.id)
      void inside
      throw drop('dropped')
    },
  begins: (): Middleware => perDelivery(async () => void (await turn())),
  beginsLate: (): Middleware => perDelivery(() => sleep(6)),
  doesNotBegin: (course: Course): Middleware =>
    perDelivery(async ({ events }) => {
      await turn()
      if (!course.isCalm && events.length > 2) throw new Error('did not begin')
    }),
  hooks: (course: Course): Middleware =>
    perDelivery(() => ({
      async enter({ id }) {
        if (course.isCalm || id !== 'e4') return true
        course.kept.add(id)
        await turn()
        return false
      },
      handled: () => sleep(1),
      async failed() {
        await turn()
        throw new Error('failed as well')
      },
    })),
  hooksAtOnce: (course: Course): Middleware =>
    perDelivery(() => ({
      enter({ id }) {
        if (!course.isCalm && id === 'e0') throw new Error('not e0')
        return true
      },
      handled({ id }) {
        if (!course.isCalm && id === 'e1') throw new Error('e1 again')
      },
    })),
} satisfies { [name: string]: Make }

const ends = ['returns', 'throws', 'rejects', 'ends', 'ends late', 'fails late', 'is dropped'] as const

async function endLate({ running }: Course, id: string): Promise<void> {
  running.add(id)
  await sleep(15)
  running.delete(id)
}

function toHandler(course: Course, plan: readonly (typeof ends)[number][]) {
  const calls = new Map<string, number>()
  return ({ id }: ConnectionEvent): unknown => {
    const call = calls.get(id) ?? 0
    calls.set(id, call + 1)
    if (course.running.has(id)) course.overlaps.push(id)
    const end = course.isCalm ? 'returns' : plan[(call + Number(id.slice(1))) % plan.length]
    const succeed = () => void course.handled.push(id)
    const fail = () => Promise.reject(new Error('handler'))
    if (end === 'throws') throw new Error('handler')
    if (end === 'rejects') return fail()
    if (end === 'ends') return turn().then(succeed)
    if (end === 'ends late') return endLate(course, id).then(succeed)
    if (end === 'fails late') return endLate(course, id).then(fail)
    if (end === 'is dropped') {
      course.kept.add(id)
      throw drop('poison')
    }
    return succeed()
  }
}

const eventOf = (i: number) => eventGrid.connectedEvent({ id: `e${i}`, connectionId: i % 2 ? 'odd' : 'even' })

const scenario = fc.record({
  outer: fc.array(fc.constantFrom(...(Object.keys(middlewares) as (keyof typeof middlewares)[])), {
    maxLength: 3,
  }),
  inner: fc.array(fc.constantFrom('passes', 'catches', 'forgets', 'isLate', 'begins', 'beginsLate'), {
    maxLength: 1,
  }),
  plan: fc.array(fc.constantFrom(...ends), { minLength: 1, maxLength: 4 }),
  concurrency: fc.constantFrom(1, 2, 100),
  deadline: fc.constantFrom(5, 12, 1000),
  deliveries: fc.array(
    fc.record({
      instance: fc.constantFrom(0, 1),
      afterMs: fc.integer({ min: 0, max: 15 }),
      events: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  storeMs: fc.constantFrom(0, 1, 8),
  storeFails: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
})

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

/** Fails some calls before they do anything. */
function unreliable(store: Store, course: Course, plan: readonly boolean[]): Store {
  let calls = 0
  const maybeFail = () => {
    if (!course.isCalm && plan[calls++ % plan.length]) throw new Error('store')
  }
  return {
    ...store,
    async claim(keys, lease) {
      maybeFail()
      return store.claim(keys, lease)
    },
    async done(keys, retention) {
      maybeFail()
      await store.done(keys, retention)
    },
  }
}

function slowly(store: Store, ms: number): Store {
  if (ms === 0) return store
  return {
    claim: async (keys, lease) => {
      await sleep(ms / 2)
      const states = await store.claim(keys, lease)
      await sleep(ms / 2)
      return states
    },
    done: async (keys, retention) => {
      await sleep(ms)
      await store.done(keys, retention)
    },
    release: async (keys) => {
      await sleep(ms)
      await store.release(keys)
    },
  }
}

async function play({ outer, inner, plan, concurrency, deadline, deliveries, ...rest }: Scenario) {
  const course = new Course()
  const { storeMs, storeFails } = rest
  const store = slowly(unreliable(memoryStore(), course, storeFails), storeMs)
  const connected = toHandler(course, plan)
  const make = (name: keyof typeof middlewares): Middleware => (middlewares[name] as Make)(course)
  const start = (limit: number) => {
    const use = [...outer.map(make), dedupe({ store }), ...inner.map(make)]
    const codes: string[] = []
    const onError = (error: { code: string }) => codes.push(error.code)
    return { codes, webhook: createWebhook({ connected }, { use, concurrency, deadline: limit, onError }) }
  }
  const instances = [start(deadline), start(deadline)]
  await Promise.all(
    deliveries.map(async ({ instance, afterMs, events }) => {
      await sleep(afterMs)
      const { webhook } = instances[instance] as (typeof instances)[number]
      const { status } = await createClient(webhook).send(eventGrid.batch(events.map(eventOf)))
      if (status === 200)
        for (const i of events) expect([`e${i}`, course.isSettled(`e${i}`)]).toEqual([`e${i}`, true])
    }),
  )
  await Promise.all(instances.map(({ webhook }) => webhook.close()))
  await sleep(2 * storeMs + 5)
  expect([course.running.size, course.overlaps]).toEqual([0, []])
  // Whatever happened, what is redelivered is handled at once, and once.
  course.isCalm = true
  const last = start(3000)
  const all = [0, 1, 2, 3, 4, 5]
  const answer = await createClient(last.webhook).send(eventGrid.batch(all.map(eventOf)))
  expect([answer.status, last.codes]).toEqual([200, []])
  const dropped = plan.includes('is dropped')
  for (const i of all) {
    const count = course.handled.filter((id) => id === `e${i}`).length
    if (dropped && count === 0 && course.kept.has(`e${i}`)) continue
    expect([`e${i}`, count]).toEqual([`e${i}`, 1])
  }
}

it('whatever fails, ends late or is cut off: each event is handled once, and nothing else is acknowledged', async () => {
  await fc.assert(fc.asyncProperty(scenario, play), { numRuns: 30 })
}, 60_000)
