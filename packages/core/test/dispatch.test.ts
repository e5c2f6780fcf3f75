import {
  type ConnectionEvent,
  type Context,
  combine,
  createWebhook,
  drop,
  type FailureCode,
  type Handlers,
  WebhookError,
  type WebhookOptions,
} from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { gate, listening, toRequest } from './support.js'

const connected = (connectionId: string, id?: string) =>
  eventGrid.connectedEvent(id ? { connectionId, id } : { connectionId })

describe('order', () => {
  it('handles events of one connection one after another, also across deliveries', async () => {
    const log: string[] = []
    const gates = [gate(), gate(), gate()]
    const webhook = createWebhook({
      async connected({ id }) {
        log.push(`start ${id}`)
        await gates[Number(id)]?.promise
        log.push(`end ${id}`)
      },
    })
    const client = createClient(webhook)
    const deliveries = [
      client.send(eventGrid.batch([connected('c', '0'), connected('c', '1')])),
      client.send(eventGrid.batch([connected('c', '2')])),
    ]
    for (const { open } of gates.reverse()) open()
    expect((await Promise.all(deliveries)).map(({ status }) => status)).toEqual([200, 200])
    expect(log).toEqual(['start 0', 'end 0', 'start 1', 'end 1', 'start 2', 'end 2'])
  })

  it('handles the next event of a connection after a failure', async () => {
    const ids: string[] = []
    const { webhook } = listening({
      async connected({ id }) {
        ids.push(id)
        if (id === '0') throw new Error('failed')
      },
    })
    const answer = await createClient(webhook).send(
      eventGrid.batch([connected('c', '0'), connected('c', '1')]),
    )
    expect([answer.status, ids]).toEqual([500, ['0', '1']])
  })

  it('any order and repetition of events ends in the same state, for handlers that compare timestamps', async () => {
    const times = ['00.0000001', '00.0000002', '00.0000010', '01.0000000']
    const events = ['a', 'b', 'c'].flatMap((connectionId) =>
      times.flatMap((time, i) => {
        const details = { connectionId, id: `${connectionId}${i}`, timestamp: `2026-01-01T00:00:${time}Z` }
        return i % 2 === 0 ? eventGrid.connectedEvent(details) : eventGrid.disconnectedEvent(details)
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
        fc.array(fc.nat(8), { maxLength: 5 }),
        async (shuffled, cuts) => {
          const latest = new Map<string, ConnectionEvent>()
          const keep = (event: ConnectionEvent) => {
            const known = latest.get(event.connectionId)
            if (known === undefined || known.timestamp < event.timestamp)
              latest.set(event.connectionId, event)
          }
          const client = createClient(createWebhook({ connected: keep, disconnected: keep }))
          for (const cut of [...cuts, shuffled.length])
            await client.send(eventGrid.batch(shuffled.splice(0, cut)))
          expect([...latest.values()].map(({ id }) => id).sort()).toEqual(['a3', 'b3', 'c3'])
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('concurrency', () => {
  it.each([1, 3, 100])(
    'at most %i handlers run at a time, over all deliveries, and no slot is lost',
    async (limit) => {
      let [running, most] = [0, 0]
      const { webhook } = listening(
        {
          async connected({ id }) {
            most = Math.max(most, ++running)
            await new Promise(setImmediate)
            running--
            if (Number(id) % 3 === 0) throw new Error('failed')
          },
        },
        { concurrency: limit },
      )
      const client = createClient(webhook)
      const send = (n: number) =>
        client.send(eventGrid.batch(Array.from({ length: 30 }, (_, i) => connected(`c${n}.${i}`, String(i)))))
      await Promise.all([1, 2, 3].map(send))
      expect(most).toBe(Math.min(limit, 90))
      most = 0
      await Promise.all([1, 2, 3].map(send))
      expect(most).toBe(Math.min(limit, 90))
    },
  )

  it('a small delivery does not wait for all events of a large one', async () => {
    const ids: string[] = []
    const webhook = createWebhook({ connected: async ({ id }) => ids.push(id) }, { concurrency: 1 })
    const { send } = createClient(webhook)
    const large = send(eventGrid.batch(['a', 'b', 'c', 'd'].map((id) => connected(`connection ${id}`, id))))
    await Promise.all([large, send(eventGrid.connected({ id: 'small' }))])
    expect(ids).toEqual(['a', 'b', 'small', 'c', 'd'])
  })

  it('handlers that end at once need no turn of the event loop', async () => {
    const ids: string[] = []
    const client = createClient(createWebhook({ connected: ({ id }) => ids.push(id) }, { concurrency: 1 }))
    await client.send(eventGrid.batch(Array.from({ length: 3000 }, (_, i) => connected(`c${i}`, `${i}`))))
    expect(ids).toEqual(Array.from({ length: 3000 }, (_, i) => `${i}`))
  })
})

it('a handler may send a delivery itself, also when all slots are taken', async () => {
  const ids: string[] = []
  let sent: Promise<unknown> | undefined
  const webhook = createWebhook(
    {
      connected({ id }) {
        ids.push(id)
        if (id === 'outer') sent = client.send(eventGrid.connected({ id: 'inner' }))
      },
    },
    { concurrency: 1 },
  )
  const client = createClient(webhook)
  expect(await client.send(eventGrid.connected({ id: 'outer' }))).toMatchObject({ status: 200 })
  expect(await sent).toMatchObject({ status: 200 })
  expect(ids).toEqual(['outer', 'inner'])
})

/** Callable thenables, as the promises of RPC on Workers are. */
function callable(promise: Promise<unknown>): object {
  // biome-ignore lint/suspicious/noThenProperty: that is what it is about
  return Object.assign(() => {}, { then: promise.then.bind(promise) })
}

/** The minimal thenable. */
function awaitable(promise: Promise<unknown>): object {
  const then = promise.then.bind(promise)
  // biome-ignore lint/suspicious/noThenProperty: that is what it is about
  return { then: (...settle: Parameters<typeof then>) => void then(...settle) }
}

describe.each([
  ['is a function', callable],
  ['has only a `then` that returns nothing', awaitable],
  ['is native, with a `then` that returns nothing', (promise) => Object.assign(promise, awaitable(promise))],
])('a promise that %s is awaited', (_, toPromise) => {
  const fails = () => toPromise(Promise.reject(new Error('failed'))) as Promise<void>
  it.each<[string, Handlers, WebhookOptions]>([
    ['from a handler', { connected: fails }, {}],
    ['from a handler, in middleware', { connected: fails }, { use: [(_event, _context, next) => next()] }],
    ['from middleware', {}, { use: [fails] }],
  ])('%s', async (_, handlers, options) => {
    const { webhook, codes } = listening(handlers, options)
    const { status } = await createClient(webhook).send(eventGrid.connected())
    expect([status, codes()]).toEqual([500, ['HANDLER_FAILED']])
  })

  it('from authorize', async () => {
    const { webhook } = listening(
      {},
      { path: '/', authorize: () => toPromise(Promise.resolve(false)) as Promise<boolean> },
    )
    expect((await createClient(webhook).send(eventGrid.connected())).status).toBe(401)
  })
})

it('a thenable that resolves synchronously, and twice, frees one slot', async () => {
  const then = (...settle: (() => void)[]) => {
    for (const call of settle) call()
  }
  const connected = () => Object.assign(Promise.resolve(), { then })
  const { webhook, codes } = listening({ connected }, { concurrency: 1, deadline: 100 })
  const send = async () => (await createClient(webhook).send(eventGrid.connected())).status
  expect([await send(), await send(), codes()]).toEqual([200, 200, []])
})

describe('deadline', () => {
  it('holds when the callback of an adapter throws at the abort', async () => {
    const { webhook, codes } = listening({}, { deadline: 10 })
    const body = (_: number, onAbort: (listener: () => void) => void) => {
      onAbort(() => {
        throw new Error('oh')
      })
      return new Promise(() => {})
    }
    const { status } = await webhook.handle(toRequest(eventGrid.connected(), { body }))
    expect([status, codes()]).toEqual([503, ['DEADLINE_PASSED']])
  })

  it('answers 503, aborts the signal, starts nothing more, and frees the connection', async () => {
    const log: string[] = []
    const { webhook, codes } = listening(
      {
        connected({ id }, { signal }) {
          log.push(id)
          if (id !== 'stuck') return undefined
          signal.addEventListener('abort', () => log.push('aborted'))
          return new Promise(() => {})
        },
      },
      { deadline: 20, concurrency: 1 },
    )
    const client = createClient(webhook)
    const stuck = await client.send(
      eventGrid.batch([connected('c', 'stuck'), connected('c', 'same'), connected('d', 'other')]),
    )
    expect(stuck).toMatchObject({ status: 503, body: '{"error":"DEADLINE_PASSED"}' })
    expect(await client.send(eventGrid.batch([connected('c', 'again')]))).toMatchObject({ status: 200 })
    expect(log).toEqual(['stuck', 'aborted', 'again'])
    expect(codes()).toEqual(['DEADLINE_PASSED'])
  })

  it('covers a body that never comes and an authorize that never decides', async () => {
    const never = () => new Promise<never>(() => {})
    const reading = listening({}, { deadline: 20 })
    expect(await reading.webhook.handle(toRequest(eventGrid.connected(), { body: never }))).toMatchObject({
      status: 503,
    })
    const authorizing = listening({}, { deadline: 20, authorize: never })
    expect(await authorizing.webhook.handle(toRequest(eventGrid.connected()))).toMatchObject({ status: 503 })
  })

  it.each(['authorize', 'body'])(
    'holds when %s settles later: nothing starts, and no slot is lost',
    async (what) => {
      const { promise, open } = gate()
      const ids: string[] = []
      const late = <Value>(name: string, value: Value) => (name === what ? promise.then(() => value) : value)
      const { webhook } = listening(
        { connected: ({ id }) => ids.push(id) },
        {
          deadline: 20,
          maxDeliveries: 1,
          authorize: () => late('authorize', true),
          onUnknown: () => ids.push('?'),
        },
      )
      const request = eventGrid.batch([connected('c', 'late'), { ...connected('d'), eventType: 'Other' }])
      const body = () => late('body', request.body)
      expect(await webhook.handle(toRequest(request, { body }))).toMatchObject({ status: 503 })
      open()
      await new Promise(setImmediate)
      const next = toRequest(eventGrid.batch([connected('c', 'next')]))
      expect(await webhook.handle(next)).toMatchObject({ status: 200 })
      expect(ids).toEqual(['next'])
    },
  )

  it('reports a handler that fails after the answer', async () => {
    const late = gate()
    const failed = gate()
    const codes: string[] = []
    const webhook = createWebhook(
      { connected: () => late.promise.then(() => Promise.reject(new Error('late'))) },
      {
        deadline: 20,
        onError({ code }) {
          codes.push(code)
          if (code === 'HANDLER_FAILED') failed.open()
        },
      },
    )
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 503 })
    late.open()
    await failed.promise
    expect(codes).toEqual(['DEADLINE_PASSED', 'HANDLER_FAILED'])
  })

  it('0 turns it off', async () => {
    const { promise, open } = gate()
    const client = createClient(createWebhook({ connected: () => promise }, { deadline: 0 }))
    const answer = client.send(eventGrid.connected())
    setTimeout(open, 30)
    expect(await answer).toMatchObject({ status: 200 })
  })
})

describe('close', () => {
  it('waits for the delivery in whose handler it is called', async () => {
    const slow = gate()
    let handled = false
    let closed: Promise<void> | undefined
    const webhook = createWebhook({
      async connected() {
        closed = webhook.close().then(() => expect(handled).toBe(true))
        await slow.promise
        handled = true
      },
    })
    const answer = createClient(webhook).send(eventGrid.connected())
    await new Promise(setImmediate)
    slow.open()
    expect((await answer).status).toBe(200)
    await closed
  })

  it('answers new requests with 503, and resolves when the running ones have ended', async () => {
    const { promise, open } = gate()
    const { webhook, codes } = listening({ connected: () => promise })
    const client = createClient(webhook)
    const running = client.send(eventGrid.connected())
    let closed = false
    const closing = webhook.close().then(() => {
      closed = true
    })
    for (const request of [eventGrid.connected(), eventGrid.handshake()]) {
      expect(await client.send(request)).toMatchObject({ status: 503, body: '{"error":"CLOSING"}' })
    }
    expect(closed).toBe(false)
    open()
    await closing
    expect(await running).toMatchObject({ status: 200 })
    expect(codes()).toEqual(['CLOSING', 'CLOSING'])
  })

  it('with a time limit answers 503 to what never settles', async () => {
    let aborted = false
    const { webhook } = listening({
      connected(_, { signal }) {
        signal.addEventListener('abort', () => {
          aborted = true
        })
        return new Promise(() => {})
      },
    })
    const running = createClient(webhook).send(eventGrid.connected())
    await webhook.close({ timeoutMs: 20 })
    expect(await running).toMatchObject({ status: 503, body: '{"error":"CLOSING"}' })
    expect(aborted).toBe(true)
  })

  it('waits briefly for abandoned handlers, so that their resources can be closed', async () => {
    let ended = false
    const { webhook } = listening({
      connected: (_, { signal }) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () =>
            setTimeout(() => {
              ended = true
              resolve()
            }, 30),
          )
        }),
    })
    const running = createClient(webhook).send(eventGrid.connected())
    await webhook.close({ timeoutMs: 10 })
    expect(ended).toBe(true)
    expect(await running).toMatchObject({ status: 503 })
  })

  it('waits for abandoned handlers only until they end, also when called again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const gates = [gate(), gate()]
    const waits = gates.map(({ promise }) => promise)
    const { webhook } = listening({ connected: () => waits.shift() })
    const client = createClient(webhook)
    const running = [client.send(eventGrid.connected()), client.send(eventGrid.connected({ id: 'other' }))]
    let closed = false
    const closing = Promise.all([webhook.close({ timeoutMs: 0 }), webhook.close()]).then(() => {
      closed = true
    })
    await vi.advanceTimersByTimeAsync(0)
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([503, 503])
    gates[0]?.open()
    await new Promise(setImmediate)
    expect(closed).toBe(false)
    gates[1]?.open()
    await closing
  })

  it.each([Number.POSITIVE_INFINITY, 2 ** 40])(
    'with a limit of %s waits without limit',
    async (timeoutMs) => {
      const { promise, open } = gate()
      const { webhook } = listening({ connected: () => promise })
      const running = createClient(webhook).send(eventGrid.connected())
      const closed = webhook.close({ timeoutMs })
      setTimeout(open, 20)
      await closed
      expect(await running).toMatchObject({ status: 200 })
    },
  )

  it.each([-1, Number.NaN, 'x', '5', null, true])('refuses a limit of %s', async (timeoutMs) => {
    await expect(listening({}).webhook.close({ timeoutMs: timeoutMs as number })).rejects.toThrow(TypeError)
  })

  it('can be called again, and when nothing runs', async () => {
    const { webhook } = listening({})
    expect(webhook.closing).toBe(false)
    await Promise.all([webhook.close(), webhook.close({ timeoutMs: 1 })])
    expect(webhook.closing).toBe(true)
    await webhook.close()
  })
})

it.each<[string, WebhookOptions]>([
  ['for its slot', {}],
  ['for its slot, in middleware', { use: [(_event, _context, next) => next()] }],
])('a long queue costs no more for each event that waits %s', { timeout: 180_000 }, async (_, options) => {
  const { webhook } = listening(
    { connected: async () => {} },
    { ...options, concurrency: 1, maxBodyBytes: 2 ** 30, maxBytesInFlight: 2 ** 30 },
  )
  const time = async (count: number) => {
    const request = eventGrid.batch(Array.from({ length: count }, (_, i) => connected(`c${i}`, `${i}`)))
    const from = process.hrtime.bigint()
    const answers = await Promise.all(Array.from({ length: 20 }, () => createClient(webhook).send(request)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    return Number(process.hrtime.bigint() - from) / count
  }
  await time(100)
  // A queue that copies its remaining entries at every step would be tens of times slower. Other work slows single runs.
  let ratio = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3 && ratio >= 5; run++) ratio = (await time(5000)) / (await time(500))
  expect(ratio).toBeLessThan(5)
})

it('listeners of many handlers cause no leak warning', async () => {
  const warnings: string[] = []
  const note = ({ name }: Error) => warnings.push(name)
  process.on('warning', note)
  const listen = (_: unknown, { signal }: Context) =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {})
      setImmediate(resolve)
    })
  const { webhook } = listening({ connected: listen })
  await createClient(webhook).send(eventGrid.batch(Array.from({ length: 50 }, (_, i) => connected(`c${i}`))))
  process.off('warning', note)
  expect(warnings).toEqual([])
})

describe('drop', () => {
  const dropping = (reason: unknown) => () => {
    throw drop(reason)
  }

  it('acknowledges the event and reports why', async () => {
    const ids: string[] = []
    const { webhook, errors } = listening({
      connected({ id }) {
        if (id === 'poison') throw drop('never')
        ids.push(id)
      },
    })
    const answer = await createClient(webhook).send(
      eventGrid.batch(['a', 'poison', 'b'].map((id) => connected(id, id))),
    )
    expect([answer.status, ids]).toEqual([200, ['a', 'b']])
    expect(errors).toMatchObject([{ code: 'DROPPED', cause: 'never' }])
  })

  it('does not prevent the retry of another event in the batch that failed', async () => {
    const { webhook, codes } = listening({
      connected: dropping('never'),
      disconnected: () => Promise.reject('again'),
    })
    const events = [eventGrid.connectedEvent(), eventGrid.disconnectedEvent()]
    expect(await createClient(webhook).send(eventGrid.batch(events))).toMatchObject({ status: 500 })
    expect(codes()).toEqual(['DROPPED', 'HANDLER_FAILED'])
  })

  it.each([
    ['all drop', [dropping(1), dropping(2)], 200, 'DROPPED'],
    ['one drops, another fails', [dropping(1), () => Promise.reject('again')], 500, 'HANDLER_FAILED'],
    ['one drops, another succeeds', [dropping(1), () => {}], 200, 'DROPPED'],
  ])('of `combine`: %s', async (_, handlers, status, code) => {
    const { webhook, codes } = listening(combine(...handlers.map((connected) => ({ connected }))))
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status })
    expect(codes()).toEqual([code])
  })
})

describe('storms', () => {
  it('beyond maxDeliveries the answer is 503, the body is unread, and the next is handled', async () => {
    const { promise, open } = gate()
    const { webhook, codes } = listening({ connected: () => promise }, { maxDeliveries: 3 })
    let read = 0
    const send = () => {
      const request = eventGrid.connected()
      const body = () => {
        read++
        return request.body
      }
      return webhook.handle(toRequest(request, { body }))
    }
    const answers = Array.from({ length: 10 }, send)
    const refused = await Promise.all(answers.slice(3))
    expect(refused).toEqual(
      Array(7).fill(expect.objectContaining({ status: 503, body: '{"error":"OVERLOADED"}' })),
    )
    expect(read).toBe(3)
    open()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([
      200,
      200,
      200,
      ...Array(7).fill(503),
    ])
    expect(await send()).toMatchObject({ status: 200 })
    expect(codes()).toEqual(Array(7).fill('OVERLOADED'))
  })
})

it('middleware may report that its store is down, but cannot lose events', async () => {
  const send = async (code: FailureCode) => {
    const use = [() => Promise.reject(new WebhookError(code))]
    const { webhook, codes } = listening({}, { use })
    return [(await createClient(webhook).send(eventGrid.connected())).status, codes()]
  }
  expect(await send('STORE_FAILED')).toEqual([503, ['STORE_FAILED']])
  expect(await send('UNAUTHORIZED')).toEqual([500, ['HANDLER_FAILED']])
  expect(await send('NOT_JSON')).toEqual([500, ['HANDLER_FAILED']])
})

it('handlers that end at once yield to the event loop, and end at the deadline', async () => {
  let handled = 0
  const { webhook, codes } = listening(
    {
      connected() {
        handled++
        const until = performance.now() + 2
        while (performance.now() < until);
      },
    },
    { deadline: 1000 },
  )
  const events = Array.from({ length: 2000 }, (_, i) => connected(`c${i}`, `${i}`))
  let turns = 0
  const counting = setInterval(() => turns++, 1)
  const { status } = await createClient(webhook).send(eventGrid.batch(events))
  clearInterval(counting)
  expect([status, codes()]).toEqual([503, ['DEADLINE_PASSED']])
  expect(handled).toBeLessThan(events.length)
  expect(turns).toBeGreaterThan(1)
})

it('a later delivery does not overtake events that wait for the event loop', async () => {
  const log: string[] = []
  const { webhook } = listening({
    connected({ id }) {
      log.push(id)
      const until = performance.now() + 3
      while (performance.now() < until);
    },
  })
  const client = createClient(webhook)
  const events = Array.from({ length: 20 }, (_, i) => connected(`c${i}`, `first ${i}`))
  const first = client.send(eventGrid.batch(events))
  const second = client.send(eventGrid.batch([connected('c19', 'second')]))
  expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200])
  expect(log.indexOf('second')).toBeGreaterThan(log.indexOf('first 19'))
})
