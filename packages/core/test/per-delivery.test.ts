import { setImmediate as turn } from 'node:timers/promises'
import { type Begin, drop, type Middleware, perDelivery, WebhookError } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { gate, listening } from './support.js'

const batchOf = (count: number, connectionId?: string) =>
  eventGrid.batch(
    Array.from({ length: count }, (_, i) =>
      eventGrid.connectedEvent({ id: `e${i}`, connectionId: connectionId ?? `c${i}` }),
    ),
  )
const outside: Middleware = (_event, _context, next) => next()

/** Alone, and behind middleware for single events. */
const places: [string, (begin: Begin) => Middleware[]][] = [
  ['in front', (begin) => [perDelivery(begin)]],
  ['behind others', (begin) => [outside, perDelivery(begin)]],
]

/** Handlers that end at once, and later. */
const ends: [string, (error?: unknown) => unknown][] = [
  [
    'at once',
    (error) => {
      if (error !== undefined) throw error
    },
  ],
  ['later', (error) => turn().then(() => (error === undefined ? undefined : Promise.reject(error)))],
]

describe.each(places)('middleware for deliveries, %s', (_, toUse) => {
  it('begins once, and its events wait for it', async () => {
    const { promise, open } = gate()
    const log: string[] = []
    const use = toUse(async ({ events }) => {
      log.push(`begins ${events.length}`)
      await promise
    })
    const { webhook } = listening({ connected: ({ id }) => log.push(id) }, { use })
    const sent = createClient(webhook).send(batchOf(3))
    await turn()
    expect(log).toEqual(['begins 3'])
    open()
    expect(await sent).toMatchObject({ status: 200 })
    expect(log).toEqual(['begins 3', 'e0', 'e1', 'e2'])
  })

  it('does not begin without events', async () => {
    let begun = 0
    const { webhook } = listening({}, { use: toUse(() => void begun++) })
    expect(await createClient(webhook).send(eventGrid.batch([]))).toMatchObject({ status: 200 })
    expect(begun).toBe(0)
  })

  it.each<[string, () => never | Promise<never>]>([
    [
      'throws',
      () => {
        throw new WebhookError('STORE_FAILED')
      },
    ],
    ['rejects', () => Promise.reject(new WebhookError('STORE_FAILED'))],
  ])('fails every event if it %s', async (_how, begin) => {
    const handled: string[] = []
    const { webhook, codes } = listening({ connected: ({ id }) => handled.push(id) }, { use: toUse(begin) })
    expect(await createClient(webhook).send(batchOf(3))).toMatchObject({ status: 503 })
    expect([handled, codes()]).toEqual([[], Array(3).fill('STORE_FAILED')])
  })

  it.each<[string, (isWanted: boolean) => boolean | Promise<boolean>]>([
    ['returns', (isWanted) => isWanted],
    ['resolves with', (isWanted) => turn().then(() => isWanted)],
  ])('keeps events from their handlers if `enter` %s false, and acknowledges them', async (_how, answer) => {
    const handled: string[] = []
    const ended: string[] = []
    const use = toUse(() => ({
      enter: ({ id }) => answer(id !== 'e1'),
      handled: ({ id }) => void ended.push(id),
    }))
    const { webhook } = listening({ connected: ({ id }) => handled.push(id) }, { use })
    expect(await createClient(webhook).send(batchOf(3))).toMatchObject({ status: 200 })
    expect([handled, ended]).toEqual([
      ['e0', 'e2'],
      ['e0', 'e2'],
    ])
  })

  it('waits for an `enter` that is a promise only in part', async () => {
    let handled = 0
    // biome-ignore lint/suspicious/noThenProperty: its `then` returns nothing, as that of old libraries
    const wanted = { then: (resolve: (isWanted: boolean) => void) => void turn().then(() => resolve(true)) }
    const use = toUse(() => ({ enter: () => wanted as unknown as Promise<boolean> }))
    const { webhook } = listening({ connected: () => void handled++ }, { use })
    expect(await createClient(webhook).send(batchOf(2))).toMatchObject({ status: 200 })
    expect(handled).toBe(2)
  })

  it.each(ends)(
    'fails an event whose `enter` throws, and no other, whose handlers end %s',
    async (_how, end) => {
      const handled: string[] = []
      const enter = ({ id }: { id: string }) => {
        if (id === 'e1') throw new Error('not this one')
        return true
      }
      const use = toUse(() => ({ enter }))
      const connected = ({ id }: { id: string }) => {
        handled.push(id)
        return end()
      }
      const { webhook, codes } = listening({ connected }, { use })
      expect(await createClient(webhook).send(batchOf(3))).toMatchObject({ status: 500 })
      expect([handled, codes()]).toEqual([['e0', 'e2'], ['HANDLER_FAILED']])
    },
  )

  it.each(ends)('sees what handlers do that end %s', async (_how, end) => {
    const log: string[] = []
    const use = toUse(() => ({
      handled: ({ id }) => void log.push(`${id} handled`),
      failed: ({ id }, error) => void log.push(`${id} ${error}`),
    }))
    const connected = ({ id }: { id: string }) => end(id === 'e1' ? 'failed' : undefined)
    const { webhook, errors } = listening({ connected }, { use })
    expect(await createClient(webhook).send(batchOf(3))).toMatchObject({ status: 500 })
    expect(log.toSorted()).toEqual(['e0 handled', 'e1 failed', 'e2 handled'])
    expect(errors).toMatchObject([{ code: 'HANDLER_FAILED', cause: 'failed' }])
  })

  const waits = ends.flatMap(([how, end]) =>
    (['handled', 'failed'] as const).map((hook) => ({ how, end, hook })),
  )
  it.each(waits)('waits for `$hook` before the answer, when handlers end $how', async ({ end, hook }) => {
    const { promise, open } = gate()
    const use = toUse(() => ({ [hook]: () => promise }))
    const connected = ({ id }: { id: string }) => end(id === 'e1' ? 'failed' : undefined)
    const { webhook } = listening({ connected }, { use })
    let answered = false
    const sent = createClient(webhook)
      .send(batchOf(3))
      .finally(() => {
        answered = true
      })
    for (let i = 0; i < 5; i++) await turn()
    expect(answered).toBe(false)
    open()
    expect(await sent).toMatchObject({ status: 500 })
  })

  it('fails each event that waited for a promise which rejects', async () => {
    const rejected = turn().then(() => Promise.reject(new WebhookError('STORE_FAILED')))
    const { webhook, contexts } = listening({}, { use: toUse(() => ({ handled: () => rejected })) })
    expect(await createClient(webhook).send(batchOf(3))).toMatchObject({ status: 503 })
    expect(contexts.map(({ event }) => event?.id)).toEqual(['e0', 'e1', 'e2'])
  })

  it('replaces a failure by what `failed` throws', async () => {
    const failed = async (_event: unknown, error: unknown) => {
      throw drop(error)
    }
    const connected = () => Promise.reject('poison')
    const { webhook, errors } = listening({ connected }, { use: toUse(() => ({ failed })) })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
    expect(errors).toMatchObject([{ code: 'DROPPED', cause: 'poison' }])
  })

  it('holds no slot while it waits', async () => {
    const { promise, open } = gate()
    const use = toUse(({ events }) => {
      if (events.length === 1) return
      return { enter: ({ id }) => (id === 'e0' ? promise.then(() => true) : true), handled: () => promise }
    })
    const { webhook } = listening({ connected: () => turn() }, { use, concurrency: 1 })
    const { send } = createClient(webhook)
    const sent = send(batchOf(50))
    await turn()
    expect(await send(eventGrid.connected())).toMatchObject({ status: 200 })
    open()
    expect(await sent).toMatchObject({ status: 200 })
  })

  it('lets no later delivery overtake its events', async () => {
    const { promise, open } = gate()
    const handled: string[] = []
    const use = toUse(({ events }) => (events[0]?.id === 'e0' ? promise : undefined))
    const { webhook } = listening({ connected: ({ id }) => handled.push(id) }, { use })
    const { send } = createClient(webhook)
    const first = send(batchOf(2, 'c'))
    const second = send(eventGrid.connected({ id: 'later', connectionId: 'c' }))
    await turn()
    expect(handled).toEqual([])
    open()
    expect([await first, await second]).toMatchObject([{ status: 200 }, { status: 200 }])
    expect(handled).toEqual(['e0', 'e1', 'later'])
  })

  it('that never begins is answered 503 at the deadline, and blocks no connection', async () => {
    const handled: string[] = []
    let begun = 0
    const begin: Begin = () => (begun++ === 0 ? new Promise<void>(() => {}) : undefined)
    const { webhook, codes } = listening(
      { connected: ({ id }) => handled.push(id) },
      { use: toUse(begin), deadline: 30 },
    )
    const { send } = createClient(webhook)
    expect(await send(batchOf(3, 'c'))).toMatchObject({ status: 503 })
    expect([handled, codes()]).toEqual([[], ['DEADLINE_PASSED']])
    expect(await send(batchOf(3, 'c'))).toMatchObject({ status: 200 })
    expect(handled).toEqual(['e0', 'e1', 'e2'])
  })

  it('begins no delivery that was aborted while its connection was busy', async () => {
    const { promise, open } = gate()
    const begun: string[] = []
    const { webhook } = listening(
      { connected: () => promise },
      { use: toUse(({ events }) => void begun.push(String(events[0]?.id))) },
    )
    const { send } = createClient(webhook)
    const busy = send(eventGrid.connected({ id: 'busy', connectionId: 'c' }))
    const waiting = send(eventGrid.connected({ id: 'waiting', connectionId: 'c' }))
    const closed = webhook.close({ timeoutMs: 20 })
    expect([await busy, await waiting]).toMatchObject([{ status: 503 }, { status: 503 }])
    open()
    await closed
    expect(begun).toEqual(['busy'])
  })
})

it('middleware for deliveries runs from the outside in, and the outer one sees a failure inside', async () => {
  const log: string[] = []
  const note = (name: string, begin: Begin): Middleware =>
    perDelivery(async (context) => {
      log.push(name)
      return begin(context)
    })
  const use = [
    note('a', () => ({ failed: ({ id }) => void log.push(`${id} failed`) })),
    note('b', () => Promise.reject(new Error('down'))),
    note('c', () => {}),
  ]
  const { webhook } = listening({}, { use })
  expect(await createClient(webhook).send(batchOf(2))).toMatchObject({ status: 500 })
  expect(log).toEqual(['a', 'b', 'e0 failed', 'e1 failed'])
})

it('what has begun is called for no event, if the deadline passes while the next one begins', async () => {
  let entered = 0
  const enter = () => {
    entered++
    return true
  }
  const use = [perDelivery(() => ({ enter })), perDelivery(() => new Promise<void>(() => {}))]
  const { webhook } = listening({}, { use, deadline: 30 })
  expect(await createClient(webhook).send(batchOf(2))).toMatchObject({ status: 503 })
  await turn()
  expect(entered).toBe(0)
})

it('the next does not begin after the deadline has passed while one began', async () => {
  const { promise, open } = gate()
  const begun: string[] = []
  const first = async () => {
    begun.push('first')
    await promise
  }
  const use = [perDelivery(first), perDelivery(() => void begun.push('second'))]
  const { webhook } = listening({}, { use, deadline: 30 })
  expect(await createClient(webhook).send(batchOf(2))).toMatchObject({ status: 503 })
  open()
  await webhook.close()
  expect(begun).toEqual(['first'])
})

it('deliveries that have begun in one turn of the event loop leave other work its turn', async () => {
  const { promise, open } = gate()
  let handled = 0
  const connected = () => {
    handled++
    const endsAt = performance.now() + 4
    while (performance.now() < endsAt);
  }
  const { webhook } = listening({ connected }, { use: [perDelivery(() => promise)] })
  const { send } = createClient(webhook)
  const sent = Array.from({ length: 20 }, () => send(eventGrid.connected()))
  await turn()
  open()
  await turn()
  // They take turns of 10 ms, which none of them makes longer.
  expect(handled).toBeLessThan(10)
  for (const { status } of await Promise.all(sent)) expect(status).toBe(200)
})

it('middleware for deliveries begins before any other, but with the first event that other middleware hands to it', async () => {
  const log: string[] = []
  const note = (name: string) =>
    perDelivery(({ events }) => void log.push(`${name}: ${events.length} events`))
  const inside = note('inside')
  const use: Middleware[] = [
    ({ id }, _context, next) => {
      log.push(id)
      return next()
    },
    (event, context, next) => (event.id === 'e1' ? inside(event, context, next) : next()),
    note('behind'),
  ]
  const { webhook } = listening({}, { use })
  expect(await createClient(webhook).send(batchOf(2))).toMatchObject({ status: 200 })
  expect(log).toEqual(['behind: 2 events', 'e0', 'e1', 'inside: 2 events'])
})

it('a delivery begins with the first of its events whose connection is free', async () => {
  const { promise, open } = gate()
  const begun: string[] = []
  const use = [perDelivery(({ events }) => void begun.push(String(events[0]?.id)))]
  const { webhook } = listening({ connected: ({ id }) => (id === 'busy' ? promise : undefined) }, { use })
  const { send } = createClient(webhook)
  const busy = send(eventGrid.connected({ id: 'busy', connectionId: 'c0' }))
  await turn()
  const later = send(eventGrid.connected({ id: 'later', connectionId: 'c0' }))
  const partly = send(batchOf(2))
  await turn()
  expect(begun).toEqual(['busy', 'e0'])
  open()
  await Promise.all([busy, later, partly])
  expect(begun).toEqual(['busy', 'e0', 'later'])
})

it('events wait for one promise of them all, also when it has resolved before', async () => {
  const settled = Promise.resolve()
  const { webhook } = listening({}, { use: [perDelivery(() => ({ handled: () => settled }))], deadline: 500 })
  expect(await createClient(webhook).send(batchOf(3, 'c'))).toMatchObject({ status: 200 })
})

it('hooks without a function that returns them are refused when the middleware is made', () => {
  const hooks = { handled() {} }
  expect(() => perDelivery(hooks as unknown as Begin)).toThrow(TypeError)
})
