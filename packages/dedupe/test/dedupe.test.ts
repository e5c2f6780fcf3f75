import {
  type ConnectionEvent,
  createWebhook,
  drop,
  type Handlers,
  type Middleware,
  type WebhookOptions,
} from '@signalr-events/core'
import { type DedupeOptions, dedupe, memoryStore, type Store } from '@signalr-events/dedupe'
import { cloudEvents, createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

/** A server instance: a webhook with the middleware, what its handlers ran and what it reported. */
function instance(
  store: Store,
  handle: (event: ConnectionEvent) => unknown = () => {},
  rest: Partial<DedupeOptions> & WebhookOptions = {},
) {
  const { lease, retention, onStoreError, ...options } = rest
  const ran: string[] = []
  const codes: string[] = []
  const run = (event: ConnectionEvent) => {
    ran.push(event.id)
    return handle(event)
  }
  const handlers: Handlers = { connected: run, disconnected: run }
  const use = [dedupe({ store, lease, retention, onStoreError })]
  const webhook = createWebhook(handlers, { use, onError: ({ code }) => codes.push(code), ...options })
  return { ran, codes, webhook, send: createClient(webhook).send }
}

const batchOf = (count: number) =>
  Array.from({ length: count }, (_, i) => eventGrid.connectedEvent({ id: `e${i}` }))

/** Events of one connection, which are handled one after another. */
const batchOfOne = (count: number) =>
  Array.from({ length: count }, (_, i) => eventGrid.connectedEvent({ id: `e${i}`, connectionId: 'c' }))

function gate() {
  let open = () => {}
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}

describe('an event', () => {
  it('that is redelivered is acknowledged and not handled', async () => {
    const { send, ran } = instance(memoryStore())
    const delivery = eventGrid.connected({ id: 'a' })
    expect([await send(delivery), await send(delivery), await send(delivery)]).toMatchObject(
      Array(3).fill({ status: 200 }),
    )
    expect(ran).toEqual(['a'])
  })

  it('in the other schema, with its source in another case, is the same', async () => {
    const { send, ran } = instance(memoryStore())
    const details = { id: 'a', connectionId: 'c', source: '/Subscriptions/S' }
    await send(eventGrid.connected(details))
    await send(cloudEvents.connected({ ...details, source: '/subscriptions/s' }))
    await send(
      eventGrid.batch([details, { ...details, source: '/SUBSCRIPTIONS/S' }].map(eventGrid.connectedEvent)),
    )
    expect(ran).toEqual(['a'])
  })

  it.each([
    ['type', eventGrid.disconnected({ id: 'a', connectionId: 'c', source: 's' })],
    ['source', eventGrid.connected({ id: 'a', connectionId: 'c', source: 't' })],
    ['connection', eventGrid.connected({ id: 'a', connectionId: 'C', source: 's' })],
    ['id', eventGrid.connected({ id: 'A', connectionId: 'c', source: 's' })],
  ])('of another %s is another', async (_, other) => {
    const { send, ran } = instance(memoryStore())
    await send(eventGrid.connected({ id: 'a', connectionId: 'c', source: 's' }))
    await send(other)
    expect(ran).toHaveLength(2)
  })

  it('that failed is handled when it is redelivered', async () => {
    let attempts = 0
    const { send, ran } = instance(memoryStore(), () =>
      ++attempts < 3 ? Promise.reject(new Error('not yet')) : 0,
    )
    const delivery = eventGrid.connected({ id: 'a' })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await send(delivery)).status)
    expect([statuses, ran]).toEqual([
      [500, 500, 200, 200],
      ['a', 'a', 'a'],
    ])
  })

  it('that is dropped is marked done', async () => {
    const { send, ran, codes } = instance(memoryStore(), () => {
      throw drop('never')
    })
    const delivery = eventGrid.connected({ id: 'a' })
    expect([(await send(delivery)).status, (await send(delivery)).status]).toEqual([200, 200])
    expect([ran, codes]).toEqual([['a'], ['DROPPED']])
  })
})

describe('handlers', () => {
  const kinds = ['returns', 'resolves'] as const
  /** The result of a handler that succeeds or fails, synchronously or later. */
  const end = (kind: (typeof kinds)[number], error?: unknown) => {
    if (kind === 'resolves') return error === undefined ? Promise.resolve() : Promise.reject(error)
    if (error !== undefined) throw error
    return undefined
  }

  it.each(kinds)('lets each event through once, whose handler %s', async (kind) => {
    const { send, ran } = instance(memoryStore(), () => end(kind))
    const delivery = eventGrid.batch(batchOf(30))
    expect([(await send(delivery)).status, (await send(delivery)).status]).toEqual([200, 200])
    expect(ran).toEqual(batchOf(30).map(({ id }) => id))
  })

  it.each(kinds)('releases on failures and marks drops of a handler that %s', async (kind) => {
    let failures = 0
    const { send, ran } = instance(memoryStore(), ({ id }) =>
      end(
        kind,
        id === 'e1' ? drop('never') : id === 'e2' && failures++ < 1 ? new Error('not yet') : undefined,
      ),
    )
    const delivery = eventGrid.batch(batchOf(4))
    expect([(await send(delivery)).status, (await send(delivery)).status]).toEqual([500, 200])
    expect(ran).toEqual(['e0', 'e1', 'e2', 'e3', 'e2'])
  })

  it('releases events that had not started when other middleware waits past the deadline', async () => {
    const store = memoryStore()
    const { promise, open } = gate()
    const slow: Middleware = async (event, _context, next) => {
      await next()
      if (event.id === 'e0') await promise
    }
    const ran: string[] = []
    const handlers = { connected: ({ id }: ConnectionEvent) => void ran.push(id) }
    const options = { deadline: 50, onError() {} }
    const { send } = createClient(createWebhook(handlers, { ...options, use: [slow, dedupe({ store })] }))
    const delivery = eventGrid.batch(batchOfOne(3))
    expect((await send(delivery)).status).toBe(503)
    const other = instance(store)
    expect((await other.send(delivery)).status).toBe(200)
    expect([ran, other.ran]).toEqual([['e0'], ['e1', 'e2']])
    open()
  })

  it('finds the claims of events in another order, or of copies', async () => {
    const inner = dedupe({ store: memoryStore() })
    const use: Middleware[] = [
      (event, context, next) =>
        event.id < 'e2'
          ? Promise.resolve().then(() => inner({ ...event }, context, next))
          : inner(event, context, next),
    ]
    const ran: string[] = []
    const { send } = createClient(createWebhook({ connected: ({ id }) => void ran.push(id) }, { use }))
    const delivery = eventGrid.batch(batchOf(5))
    expect([(await send(delivery)).status, (await send(delivery)).status]).toEqual([200, 200])
    expect(ran.toSorted()).toEqual(['e0', 'e1', 'e2', 'e3', 'e4'])
  })
})

describe('a batch', () => {
  it('of 500 of which one fails twice: the others run once, it runs three times', async () => {
    let failures = 0
    const { send, ran } = instance(memoryStore(), ({ id }) => {
      if (id === 'e250' && failures++ < 2) throw new Error('not yet')
    })
    const delivery = eventGrid.batch(batchOf(500))
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await send(delivery)).status)
    expect(statuses).toEqual([500, 500, 200])
    expect(ran.filter((id) => id === 'e250')).toHaveLength(3)
    expect(ran).toHaveLength(502)
  })

  function counting(store: Store) {
    const calls: string[] = []
    const note = (call: string, { length }: readonly string[]) => calls.push(`${call} ${length}`)
    const claim: Store['claim'] = (keys, ms) => {
      note('claim', keys)
      return store.claim(keys, ms)
    }
    const done: Store['done'] = (keys, ms) => {
      note('done', keys)
      return store.done(keys, ms)
    }
    return { calls, store: { ...store, claim, done } }
  }

  it('costs one claim, and one call to mark the events that ended together', async () => {
    // A slow machine would give other work a turn in the middle.
    vi.spyOn(performance, 'now').mockReturnValue(0)
    onTestFinished(() => void vi.restoreAllMocks())
    const { calls, store } = counting(memoryStore())
    await instance(store, () => {}, { concurrency: 500 }).send(eventGrid.batch(batchOf(500)))
    expect(calls).toEqual(['claim 500', 'done 500'])
  })

  it('is answered when all marks are made, also of handlers that end in a later turn', async () => {
    const store = memoryStore()
    const { promise, open } = gate()
    let calls = 0
    const done: Store['done'] = async (keys, ms) => {
      if (++calls === 2) await promise
      await store.done(keys, ms)
    }
    const handle = ({ id }: ConnectionEvent) =>
      id === 'e1' ? new Promise<void>((resolve) => setTimeout(resolve, 20)) : undefined
    const { send } = instance({ ...store, done }, handle)
    let answered = false
    const sent = send(eventGrid.batch(batchOf(2))).finally(() => {
      answered = true
    })
    await expect.poll(() => calls).toBe(2)
    await new Promise(setImmediate)
    expect(answered).toBe(false)
    open()
    expect(await sent).toMatchObject({ status: 200 })
  })

  it('that two instances get at the same moment runs once', async () => {
    const store = memoryStore()
    const slow = () => new Promise<void>((resolve) => setImmediate(resolve))
    const [one, two] = [instance(store, slow), instance(store, slow)]
    const delivery = eventGrid.batch(batchOf(50))
    expect(await Promise.all([one.send(delivery), two.send(delivery)])).toMatchObject([
      { status: 200 },
      { status: 200 },
    ])
    expect([...one.ran, ...two.ran].sort()).toEqual(
      batchOf(50)
        .map(({ id }) => id)
        .sort(),
    )
  })
})

describe('an event that another instance is handling', () => {
  it('is waited for, and claimed if the other fails', async () => {
    const store = memoryStore()
    const { promise, open } = gate()
    const failing = instance(store, () => promise.then(() => Promise.reject(new Error('failed'))))
    const other = instance(store)
    const delivery = eventGrid.connected({ id: 'a' })
    const first = failing.send(delivery)
    const second = other.send(delivery)
    open()
    expect([(await first).status, (await second).status, other.ran]).toEqual([500, 200, ['a']])
  })

  it('is answered 503 when the deadline passes first', async () => {
    const store = memoryStore()
    const { promise, open } = gate()
    const busy = instance(store, () => promise)
    const other = instance(store, () => {}, { deadline: 50 })
    const delivery = eventGrid.connected()
    const first = busy.send(delivery)
    expect([(await other.send(delivery)).status, other.codes, other.ran]).toEqual([
      503,
      ['DEADLINE_PASSED'],
      [],
    ])
    open()
    expect((await first).status).toBe(200)
    expect([(await other.send(delivery)).status, other.ran]).toEqual([200, []])
  })

  it('is claimed when the lease has expired', async () => {
    const store = memoryStore()
    void instance(store, () => new Promise(() => {}), { lease: 30 }).send(eventGrid.connected({ id: 'a' }))
    const other = instance(store)
    expect([(await other.send(eventGrid.connected({ id: 'b' }))).status, other.ran]).toEqual([200, ['b']])
    const { send, ran } = instance(store)
    const delivery = eventGrid.connected({ id: 'x', connectionId: 'x' })
    void instance(store, () => new Promise(() => {}), { lease: 30 }).send(delivery)
    expect([(await send(delivery)).status, ran]).toEqual([200, ['x']])
  })
})

describe('when the delivery was answered first', () => {
  it('a handler that ends late still marks its event done', async () => {
    const { promise, open } = gate()
    const store = memoryStore()
    const { send, ran } = instance(store, () => promise, { deadline: 200 })
    const delivery = eventGrid.connected({ id: 'a' })
    expect((await send(delivery)).status).toBe(503)
    open()
    const again = send(delivery)
    expect([(await again).status, ran]).toEqual([200, ['a']])
  })

  it('events that had not started are released, and run when they are redelivered', async () => {
    const { promise, open } = gate()
    const { send, ran } = instance(memoryStore(), ({ id }) => (id === 'e0' ? promise : 0), {
      deadline: 200,
      concurrency: 1,
    })
    const delivery = eventGrid.batch(
      batchOf(5).map((event) => ({ ...event, data: { ...event.data, connectionId: 'c' } })),
    )
    expect([(await send(delivery)).status, ran]).toEqual([503, ['e0']])
    open()
    expect([(await send(delivery)).status, ran]).toEqual([200, ['e0', 'e1', 'e2', 'e3', 'e4']])
  })

  it('events that had not started are released, also by a store that is an instance of a class', async () => {
    const { promise, open } = gate()
    class ClassStore implements Store {
      readonly #inner = memoryStore()
      readonly claim = this.#inner.claim
      readonly done = this.#inner.done
      release(keys: readonly string[]) {
        return this.#inner.release(keys)
      }
    }
    const options = { deadline: 50, concurrency: 1 }
    const { send, ran } = instance(new ClassStore(), ({ id }) => (id === 'e0' ? promise : 0), options)
    const delivery = eventGrid.batch(batchOf(3))
    expect((await send(delivery)).status).toBe(503)
    open()
    expect([(await send(delivery)).status, ran]).toEqual([200, ['e0', 'e1', 'e2']])
  })

  it('no event of a batch starts, no matter when the store answers', async () => {
    const { promise, open } = gate()
    const inner = memoryStore()
    const store = {
      ...inner,
      claim: (...call: Parameters<Store['claim']>) => promise.then(() => inner.claim(...call)),
    }
    const { send, ran } = instance(store, () => {}, { deadline: 20 })
    const delivery = eventGrid.batch(batchOf(3))
    expect((await send(delivery)).status).toBe(503)
    open()
    await new Promise(setImmediate)
    expect(ran).toEqual([])
    expect([(await send(delivery)).status, ran]).toEqual([200, ['e0', 'e1', 'e2']])
  })

  it('no event starts, no matter when the store answers', async () => {
    const { promise, open } = gate()
    const inner = memoryStore()
    const { send, ran } = instance(
      { ...inner, claim: (keys, ms) => promise.then(() => inner.claim(keys, ms)) },
      () => {},
      { deadline: 20 },
    )
    const delivery = eventGrid.connected({ id: 'a' })
    expect((await send(delivery)).status).toBe(503)
    open()
    await new Promise(setImmediate)
    expect(ran).toEqual([])
    expect([(await send(delivery)).status, ran]).toEqual([200, ['a']])
  })
})

describe('a failing store', () => {
  const wrong = [
    ['DONE'],
    [],
    [undefined],
    [true],
    ['new', 'new'],
    undefined,
    null,
    'n',
    Array(1),
    { 0: 'new', length: 1 },
  ]
  const answers = wrong.flatMap((states) => [
    { ...memoryStore(), claim: () => states },
    { ...memoryStore(), claim: async () => states },
  ]) as unknown as Store[]
  it.each(answers)('loses no event (%#)', async (store) => {
    const { send, ran, codes } = instance(store)
    expect([(await send(eventGrid.connected())).status, ran, codes]).toEqual([503, [], ['STORE_FAILED']])
  })

  it('is asked once for a delivery, also if it throws', async () => {
    let calls = 0
    const claim = () => {
      calls++
      throw new Error('broken')
    }
    const { send, codes } = instance({ ...memoryStore(), claim })
    expect((await send(eventGrid.batch(batchOf(3)))).status).toBe(503)
    expect([calls, codes]).toEqual([1, Array(3).fill('STORE_FAILED')])
  })

  it('causes no further error when it fails to release at the deadline', async () => {
    const release = () => {
      throw new Error('broken')
    }
    const handle = () => new Promise(() => {})
    const { send } = instance({ ...memoryStore(), release }, handle, { deadline: 20 })
    expect((await send(eventGrid.batch(batchOfOne(3)))).status).toBe(503)
    await new Promise(setImmediate)
  })
})

it('a copy of an event, as other middleware may pass it on, has the claim of the event', async () => {
  const ran: string[] = []
  const inner = dedupe({ store: memoryStore() })
  const use: Middleware[] = [(event, context, next) => inner({ ...event }, context, next)]
  const { send } = createClient(createWebhook({ connected: ({ id }) => void ran.push(id) }, { use }))
  const delivery = eventGrid.batch(batchOf(3))
  expect([(await send(delivery)).status, (await send(delivery)).status]).toEqual([200, 200])
  expect(ran).toEqual(['e0', 'e1', 'e2'])
})

it('waiting for the claims of a process that died polls for all of them in one call', async () => {
  const store = memoryStore()
  void instance(store, () => new Promise(() => {}), { lease: 200 }).send(eventGrid.batch(batchOf(64)))
  await new Promise(setImmediate)
  let calls = 0
  const counting: Store = {
    ...store,
    claim(keys, ms) {
      calls++
      return store.claim(keys, ms)
    },
  }
  const other = instance(counting)
  expect((await other.send(eventGrid.batch(batchOf(64)))).status).toBe(200)
  expect(other.ran).toHaveLength(64)
  // Once for the delivery, then with increasing delays until the lease ends. One by one it would be hundreds.
  expect(calls).toBeLessThan(20)
})

it('an event that has waited longer than its lease is claimed again', async () => {
  const store = memoryStore()
  const slow = gate()
  const options = { lease: 100 }
  const one = instance(store, ({ id }) => (id === 'e0' ? slow.promise : undefined), options)
  const two = instance(store, () => {}, options)
  const [first, ...others] = batchOfOne(5)
  const waits = one.send(eventGrid.batch([first, ...others]))
  await expect.poll(() => one.ran).toEqual(['e0'])
  // It waits until the leases of `one` have ended, and handles what has not begun there.
  expect(await two.send(eventGrid.batch(others))).toMatchObject({ status: 200 })
  slow.open()
  expect(await waits).toMatchObject({ status: 200 })
  expect([one.ran, two.ran]).toEqual([['e0'], ['e1', 'e2', 'e3', 'e4']])
})

describe.each<[string, () => Promise<never>]>([
  ['rejects', () => Promise.reject(new Error('down'))],
  [
    'throws',
    () => {
      throw new Error('down')
    },
  ],
])('when the store is down and %s', (_, down) => {
  const dead: Store = { claim: down, done: down, release: down }

  it('the answer is 503 and nothing is handled, by default', async () => {
    const { send, ran, codes } = instance(dead)
    expect([(await send(eventGrid.batch(batchOf(2)))).status, ran]).toEqual([503, []])
    expect(codes).toEqual(['STORE_FAILED', 'STORE_FAILED'])
  })

  it('with `continue` events are handled, and that is reported', async () => {
    const { send, ran, codes } = instance(dead, () => {}, { onStoreError: 'continue' })
    expect([(await send(eventGrid.connected({ id: 'a' }))).status, ran, codes]).toEqual([
      200,
      ['a'],
      ['NOT_REMEMBERED'],
    ])
    const failing = instance(dead, () => Promise.reject(1), { onStoreError: 'continue' })
    expect([(await failing.send(eventGrid.connected())).status, failing.codes]).toEqual([
      500,
      ['HANDLER_FAILED'],
    ])
  })

  it('after the handler until the lease ends, the event is still acknowledged', async () => {
    const { send, ran, codes } = instance({ ...memoryStore(), done: down }, () => {}, { lease: 150 })
    expect([(await send(eventGrid.connected({ id: 'a' }))).status, ran, codes]).toEqual([
      200,
      ['a'],
      ['NOT_REMEMBERED'],
    ])
  })

  it('after a failure, the failure is reported', async () => {
    const { send, codes } = instance({ ...memoryStore(), release: down }, () => Promise.reject(1))
    expect([(await send(eventGrid.connected())).status, codes]).toEqual([500, ['HANDLER_FAILED']])
  })
})

it('a failed mark is retried while the claim is held', async () => {
  const inner = memoryStore()
  let failures = 0
  const done: Store['done'] = (keys, ms) =>
    failures++ < 3 ? Promise.reject(new Error('cut')) : inner.done(keys, ms)
  const { send, ran, codes } = instance({ ...inner, done })
  const delivery = eventGrid.batch(batchOf(10))
  expect([(await send(delivery)).status, (await send(delivery)).status]).toEqual([200, 200])
  expect([ran.length, codes]).toEqual([10, []])
})

it('an inner failure is not hidden by middleware that catches it', async () => {
  const swallow: Middleware = (_event, _context, next) => next().catch(() => {})
  let attempts = 0
  const connected = () => {
    if (attempts++ === 0) throw new Error('failed')
  }
  const use = [dedupe({ store: memoryStore() }), swallow]
  const { send } = createClient(createWebhook({ connected }, { use, onError() {} }))
  const delivery = eventGrid.connected()
  expect([(await send(delivery)).status, (await send(delivery)).status, attempts]).toEqual([500, 200, 2])
})

it('outer middleware that catches everything does not hide NOT_REMEMBERED', async () => {
  const catchAll: Middleware = (_event, _context, next) => next().catch(() => {})
  const done = () => Promise.reject(new Error('down'))
  let handled = 0
  const codes: string[] = []
  const use = [catchAll, dedupe({ store: { ...memoryStore(), done }, lease: 100 })]
  const { send } = createClient(
    createWebhook({ connected: () => handled++ }, { use, onError: ({ code }) => codes.push(code) }),
  )
  expect([(await send(eventGrid.connected())).status, handled, codes]).toEqual([200, 1, ['NOT_REMEMBERED']])
})

it('an event that waits for another instance holds no slot: a new event is handled at once', async () => {
  const store = memoryStore()
  const { promise, open } = gate()
  const busy = instance(store, () => promise, { concurrency: 1000 })
  const other = instance(store, () => {}, { concurrency: 1 })
  const delivery = eventGrid.batch(batchOf(1000))
  const first = busy.send(delivery)
  const waiting = other.send(delivery)
  expect([(await other.send(eventGrid.connected({ id: 'fresh' }))).status, other.ran]).toEqual([
    200,
    ['fresh'],
  ])
  open()
  expect([(await first).status, (await waiting).status, other.ran]).toEqual([200, 200, ['fresh']])
})

it('for any answer of a store, nothing is acknowledged that was not handled or done', async () => {
  const answer = fc.oneof(
    fc.anything(),
    fc.array(fc.constantFrom<unknown>('new', 'done', 'running', 'OK', null, undefined, true, 1), {
      maxLength: 4,
    }),
  )
  await fc.assert(
    fc.asyncProperty(answer, async (states) => {
      const store = { ...memoryStore(), claim: async () => states } as unknown as Store
      const { send, ran } = instance(store, () => {}, { deadline: 30 })
      const { status } = await send(eventGrid.batch(batchOf(3)))
      const isAnswer = Array.isArray(states) && states.length === 3
      const isKnown = (i: number) => isAnswer && (states[i] === 'done' || ran.includes(`e${i}`))
      if (status === 200) expect([0, 1, 2].map(isKnown)).toEqual([true, true, true])
      else expect(status).toBe(503)
    }),
    { numRuns: 300 },
  )
})

it.each([
  [{}],
  [{ store: {} }],
  [{ store: memoryStore(), lease: 0 }],
  [{ store: memoryStore(), retention: '1d' }],
  [{ store: memoryStore(), onStoreError: 'ignore' }],
  [{ store: memoryStore(), ttl: 1 }],
])('invalid options throw: %#', (options) => {
  expect(() => dedupe(options as DedupeOptions)).toThrow(TypeError)
})

it.each([0, 1, 1.5, Number.NaN, '9'])('a store of %s keys throws', (max) => {
  expect(() => memoryStore({ max: max as number })).toThrow(TypeError)
})

it('a mark that fails for longer than Event Grid waits is retried after the answer', async () => {
  const inner = memoryStore()
  let failures = 0
  const done: Store['done'] = (keys, ms) =>
    failures++ < 3 ? Promise.reject(new Error('down')) : inner.done(keys, ms)
  const use = dedupe({ store: { ...inner, done } })
  const late: Middleware = (event, context, next) => {
    const { events, native, signal, answered } = context
    const delivery = { ...context.delivery, receivedAt: Date.now() - 19_950 }
    return use(event, { delivery, events, native, signal, answered }, next)
  }
  let handled = 0
  const codes: string[] = []
  const options = { use: [late], onError: ({ code }: { code: string }) => codes.push(code) }
  const { send } = createClient(createWebhook({ connected: () => handled++ }, options))
  const delivery = eventGrid.connected()
  expect([(await send(delivery)).status, codes]).toEqual([200, ['NOT_REMEMBERED']])
  expect([(await send(delivery)).status, handled, codes.length]).toEqual([200, 1, 1])
})

it('an answer does not wait longer for its marks when the clock is set back', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const store = { ...memoryStore(), done: () => Promise.reject(new Error('down')) }
  const { send, codes, ran } = instance(store, () => void vi.setSystemTime(Date.now() - 3_600_000))
  let status: number | undefined
  void send(eventGrid.connected()).then((answer) => {
    status = answer.status
  })
  while (status === undefined) {
    await vi.advanceTimersByTimeAsync(100)
    await new Promise(setImmediate)
  }
  expect([status, codes, ran.length]).toEqual([200, ['NOT_REMEMBERED'], 1])
})

it('with `continue` a store that fails slowly delays no other delivery', async () => {
  const down = gate()
  const claim = () => down.promise.then(() => Promise.reject(new Error('down')))
  const { send, ran } = instance({ ...memoryStore(), claim }, () => {}, {
    onStoreError: 'continue',
    concurrency: 4,
  })
  const answers = Array.from({ length: 20 }, () => send(eventGrid.batch(batchOf(100))))
  down.open()
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect(ran).toHaveLength(2000)
})

it('claims of events that other middleware keeps away are given back with the answer', async () => {
  const store = memoryStore()
  const keepAway: Middleware = async ({ id }, _context, next) => {
    if (id !== 'e0') await next()
  }
  const ran: string[] = []
  const use = [keepAway, dedupe({ store })]
  const { send } = createClient(createWebhook({ connected: ({ id }) => void ran.push(id) }, { use }))
  const other = instance(store, () => {}, { deadline: 2_000 })
  const delivery = eventGrid.batch(batchOf(2))
  expect((await send(delivery)).status).toBe(200)
  const { status } = await other.send(delivery)
  expect([status, ran, other.ran]).toEqual([200, ['e1'], ['e0']])
})

it('an event that has waited for another delivery keeps its claim after an early answer', async () => {
  const store = memoryStore()
  const failing = gate()
  const slow = gate()
  const first = instance(store, () => failing.promise.then(() => Promise.reject(new Error('failed'))))
  const second = instance(store, () => slow.promise, { deadline: 500 })
  const delivery = eventGrid.connected({ id: 'a' })
  const answers = [first.send(delivery), second.send(delivery)]
  failing.open()
  expect(await Promise.all(answers)).toMatchObject([{ status: 500 }, { status: 503 }])
  expect(second.ran).toEqual(['a'])
  const third = instance(store, () => {}, { deadline: 100 })
  expect([(await third.send(delivery)).status, third.ran]).toEqual([503, []])
  slow.open()
  const fourth = instance(store)
  expect([(await fourth.send(delivery)).status, fourth.ran]).toEqual([200, []])
})

it('events that did not begin before the deadline are released only during their lease', async () => {
  const inner = memoryStore()
  const released: string[][] = []
  const release: Store['release'] = (keys) => {
    released.push([...keys])
    return inner.release(keys)
  }
  const { promise, open } = gate()
  const send = (lease: number) =>
    instance({ ...inner, release }, () => promise, { lease, deadline: 150 }).send(
      eventGrid.batch(batchOfOne(2).map((event) => ({ ...event, id: `${lease} ${event.id}` }))),
    )
  expect(await send(20)).toMatchObject({ status: 503 })
  await new Promise(setImmediate)
  expect(released).toEqual([])
  expect(await send(60_000)).toMatchObject({ status: 503 })
  await expect.poll(() => released.flat().length).toBe(1)
  open()
})

it('with `continue`, an event that is known to be done is not handled if the store fails later', async () => {
  const memory = memoryStore()
  const { send, ran } = instance(memory)
  const done = eventGrid.connectedEvent({ id: 'done', connectionId: 'c' })
  const running = eventGrid.connectedEvent({ id: 'running', connectionId: 'c' })
  const { promise, open } = gate()
  const other = instance(memory, ({ id }) => (id === 'running' ? promise : undefined))
  await send(eventGrid.batch([done]))
  const held = other.send(eventGrid.batch([running]))
  await expect.poll(() => other.ran).toEqual(['running'])
  let calls = 0
  const store: Store = {
    ...memory,
    claim: (keys, lease) => (calls++ > 0 ? Promise.reject(new Error('down')) : memory.claim(keys, lease)),
  }
  const third = instance(store, () => {}, { onStoreError: 'continue' })
  // The one that waits is first, and fails the store's next call.
  expect(await third.send(eventGrid.batch([running, done]))).toMatchObject({ status: 200 })
  expect([ran, third.ran]).toEqual([['done'], ['running']])
  open()
  await held
})

it('a handler that fails after its lease does not give back the claim of its successor', async () => {
  const store = memoryStore()
  const [first, second] = [gate(), gate()]
  const fails = () => first.promise.then(() => Promise.reject(new Error('too late')))
  const early = instance(store, fails, { lease: 50, deadline: 20 })
  const late = instance(store, () => second.promise)
  const delivery = eventGrid.connected({ id: 'a' })
  expect(await early.send(delivery)).toMatchObject({ status: 503 })
  // It waits for the lease, and then handles the event.
  const answer = late.send(delivery)
  await expect.poll(() => late.ran).toEqual(['a'])
  first.open()
  await early.webhook.close()
  expect(early.codes).toEqual(['DEADLINE_PASSED', 'HANDLER_FAILED'])
  const third = instance(store, () => {}, { deadline: 100 })
  expect([(await third.send(delivery)).status, third.ran]).toEqual([503, []])
  second.open()
  expect(await answer).toMatchObject({ status: 200 })
})
