import { setImmediate as turn } from 'node:timers/promises'
import { createWebhook, drop, type Middleware, WebhookError, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gate, listening } from './support.js'

const noop = () => {}

describe('middleware', () => {
  const noting =
    (log: string[], name: string): Middleware =>
    async (event, _, next) => {
      log.push(`${name} ${event.type}`)
      await next()
      log.push(`${name} done`)
    }

  it('wraps every event, the first outermost', async () => {
    const log: string[] = []
    const webhook = createWebhook(
      { connected: () => log.push('handler') },
      { use: [noting(log, 'a'), noting(log, 'b')] },
    )
    await createClient(webhook).send(eventGrid.connected())
    expect(log).toEqual(['a connected', 'b connected', 'handler', 'b done', 'a done'])
  })

  it('that does not call next acknowledges the event unhandled', async () => {
    const log: string[] = []
    const webhook = createWebhook({ connected: () => log.push('handler') }, { use: [async () => {}] })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
    expect(log).toEqual([])
  })

  const failures: [string, () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('at once')
      },
    ],
    ['rejects at once', () => Promise.reject(new Error('at once'))],
    ['rejects later', () => new Promise((_, reject) => setImmediate(reject, new Error('late')))],
  ]
  const forgetful: [string, Middleware][] = [
    ['returns nothing', (_event, _context, next) => void next()],
    ['returns a promise', async (_event, _context, next) => void next()],
    [
      'awaits another promise',
      async (_event, _context, next) => {
        next()
        await turn()
        await turn()
      },
    ],
    [
      'awaits another call only',
      async (_event, _context, next) => {
        next()
        await next().catch(noop)
      },
    ],
    [
      'catches it',
      async (_event, _context, next) => {
        try {
          await next()
        } catch {}
      },
    ],
    [
      'catches it late',
      async (_event, _context, next) => {
        const inside = next()
        await turn()
        await turn()
        await inside.catch(noop)
      },
    ],
    [
      'catches it after `then` and `finally`',
      (_event, _context, next) => next().then(noop).finally(noop).catch(noop),
    ],
    ['catches it with others', async (_event, _context, next) => void (await Promise.allSettled([next()]))],
  ]
  const pairs = forgetful.flatMap(([name, use]) =>
    failures.map(([how, connected]) => ({ name, use, how, connected })),
  )
  it.each(pairs)(
    'that does not await next() and $name does not acknowledge an event that $how',
    async ({ use, connected }) => {
      const { webhook, codes } = listening({ connected }, { use: [use] })
      expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
      expect(codes()).toEqual(['HANDLER_FAILED'])
    },
  )

  it('acknowledges no uncaught failure, at any depth', async () => {
    const careful: readonly Middleware[] = [
      (_event, _context, next) => next(),
      async (_event, _context, next) => await next(),
      (_event, _context, next) => next().then(turn).finally(turn),
    ]
    const any = fc.constantFrom(...careful, ...forgetful.map(([, use]) => use))
    const failing = fc.constantFrom(...failures.map(([, connected]) => connected))
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 4 }), failing, async (use, connected) => {
        const { webhook, codes } = listening({ connected }, { use })
        const { status } = await createClient(webhook).send(eventGrid.connected())
        expect([status, codes()]).toEqual([500, ['HANDLER_FAILED']])
      }),
    )
  })

  it('that throws gets the delivery retried', async () => {
    const { webhook, codes } = listening({}, { use: [() => Promise.reject(new Error('store'))] })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
    expect(codes()).toEqual(['HANDLER_FAILED'])
  })

  it('sees the inner failure, and so does the outer middleware, caught or not', async () => {
    const seen: unknown[] = []
    const catching: Middleware = (_event, _context, next) =>
      next().catch((error: unknown) => void seen.push(error))
    const boom = () => {
      throw 'boom'
    }
    const { webhook, errors } = listening({ connected: boom }, { use: [catching, catching] })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
    expect(seen).toEqual(['boom', 'boom'])
    expect(errors).toMatchObject([{ code: 'HANDLER_FAILED', cause: 'boom' }])
  })

  const failing = () => Promise.reject(new Error('failed'))
  const throwing =
    (error: unknown): Middleware =>
    async (_event, _context, next) => {
      await next().catch(noop)
      throw error
    }
  it.each<[string, unknown, number, string]>([
    ['another error', 'other', 500, 'HANDLER_FAILED'],
    ['a store that is down', new WebhookError('STORE_FAILED'), 503, 'STORE_FAILED'],
    ['drop', drop('poison'), 200, 'DROPPED'],
    ['a code without a status', new WebhookError('NOT_REMEMBERED'), 200, 'NOT_REMEMBERED'],
  ])('that throws %s replaces the inner failure', async (_, error, status, code) => {
    const { webhook, codes } = listening({ connected: failing }, { use: [throwing(error)] })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status })
    expect(codes()).toEqual([code])
  })

  it('that catches everything does not hide what was dropped or not remembered', async () => {
    const catchAll: Middleware = (_event, _context, next) => next().catch(noop)
    const handled: string[] = []
    const { webhook, codes } = listening(
      { connected: ({ id }) => handled.push(id) },
      { use: [catchAll, throwing(new WebhookError('NOT_REMEMBERED'))] },
    )
    expect(await createClient(webhook).send(eventGrid.connected({ id: '1' }))).toMatchObject({ status: 200 })
    expect([handled, codes()]).toEqual([['1'], ['NOT_REMEMBERED']])
  })

  it('is waited for, although the outer middleware does not await it', async () => {
    const { promise, open } = gate()
    const { webhook } = listening(
      { connected: () => promise },
      { use: [(_event, _context, next) => void next()] },
    )
    let answered = false
    const answer = createClient(webhook)
      .send(eventGrid.connected())
      .finally(() => {
        answered = true
      })
    await turn()
    expect(answered).toBe(false)
    open()
    expect(await answer).toMatchObject({ status: 200 })
  })

  it('that throws ends the wait: what still runs holds no slot, and its failure is reported', async () => {
    const first = gate()
    const throwsEarly: Middleware = async ({ id }, _context, next) => {
      if (id !== 'first') return next()
      next()
      throw new Error('too slow')
    }
    const { webhook, errors } = listening(
      { connected: ({ id }) => (id === 'first' ? first.promise.then(failing) : undefined) },
      { use: [throwsEarly], concurrency: 1 },
    )
    const send = async (id: string) => (await createClient(webhook).send(eventGrid.connected({ id }))).status
    expect([await send('first'), await send('next')]).toEqual([500, 200])
    let closed = false
    const closing = webhook.close().then(() => {
      closed = true
    })
    await turn()
    expect(closed).toBe(false)
    first.open()
    await closing
    expect(errors.map(({ cause }) => (cause as Error).message)).toEqual(['too slow', 'failed'])
  })

  it('that threw while its handler waited for a slot does not start it, and the inner one sees that', async () => {
    const { promise, open } = gate()
    const handled: string[] = []
    const seen: string[] = []
    const throwsEarly: Middleware = async ({ id }, _context, next) => {
      if (id === 'slow') return next()
      next()
      throw new Error('too slow')
    }
    const sees: Middleware = ({ id }, _context, next) =>
      next().then(
        () => void seen.push(`${id} handled`),
        () => void seen.push(`${id} failed`),
      )
    const { webhook, errors } = listening(
      {
        connected({ id }) {
          handled.push(id)
          return id === 'slow' ? promise : undefined
        },
      },
      { use: [throwsEarly, sees], concurrency: 1 },
    )
    const send = (id: string) => createClient(webhook).send(eventGrid.connected({ id, connectionId: id }))
    const slow = send('slow')
    await turn()
    expect(await send('abandoned')).toMatchObject({ status: 500 })
    open()
    expect(await slow).toMatchObject({ status: 200 })
    expect(handled).toEqual(['slow'])
    await webhook.close()
    expect(seen.toSorted()).toEqual(['abandoned failed', 'slow handled'])
    expect(errors).toMatchObject([{ cause: { message: 'too slow' } }])
  })

  it('that threw does not let its handler begin, although an outer one has not ended', async () => {
    const [running, outer] = [gate(), gate()]
    const log: string[] = []
    const lingers: Middleware = ({ id }, _context, next) =>
      next().catch(async () => {
        log.push(`${id} failed`)
        await outer.promise
      })
    const throwsEarly: Middleware = async ({ id }, _context, next) => {
      const inside = next()
      if (id === 'slow') throw new Error('too slow')
      await inside
    }
    const { webhook } = listening(
      {
        connected({ id }) {
          log.push(id)
          return id === 'runs' ? running.promise : undefined
        },
      },
      { use: [lingers, throwsEarly], concurrency: 1 },
    )
    const send = (id: string) => createClient(webhook).send(eventGrid.connected({ id, connectionId: id }))
    const sent = [send('runs'), send('slow')]
    await turn()
    running.open()
    await sent[0]
    expect(await send('next')).toMatchObject({ status: 200 })
    outer.open()
    expect(await sent[1]).toMatchObject({ status: 500 })
    expect(log).toEqual(['runs', 'slow failed', 'next'])
  })

  it('that threw does not hide that its handler fails later, although an outer one has not ended', async () => {
    const [late, outer] = [gate(), gate()]
    const lingers: Middleware = (_event, _context, next) => next().catch(() => outer.promise)
    const throwsEarly: Middleware = async (_event, _context, next) => {
      next()
      throw new Error('too slow')
    }
    const { webhook, errors } = listening(
      { connected: () => late.promise.then(failing) },
      { use: [lingers, throwsEarly] },
    )
    const sent = createClient(webhook).send(eventGrid.connected())
    late.open()
    await turn()
    outer.open()
    expect(await sent).toMatchObject({ status: 500 })
    expect(errors.map(({ cause }) => (cause as Error).message)).toEqual(['failed', 'too slow'])
  })

  it.each<[string, Middleware]>([
    ['twice', async (_event, _context, next) => void (await Promise.allSettled([next(), next()]))],
    ['again after a failure', (_event, _context, next) => next().catch(() => next().catch(noop))],
  ])('that calls next %s runs the handler once, and fails the event', async (_, use) => {
    const handled: string[] = []
    const { webhook, errors } = listening({ connected: ({ id }) => handled.push(id) }, { use: [use, use] })
    const twice = await createClient(webhook).send(eventGrid.connected({ id: '1' }))
    expect(handled).toEqual(['1'])
    if (_ === 'twice') {
      expect(twice).toMatchObject({ status: 500 })
      expect(errors).toMatchObject([{ cause: { message: 'middleware called next() twice' } }])
    } else expect(twice).toMatchObject({ status: 200 })
  })

  it('that calls next after it has ended runs nothing, and the failure is reported', async () => {
    const late = gate()
    const handled: string[] = []
    let called: Promise<unknown> = Promise.resolve()
    const callsNextLate: Middleware = async (_event, _context, next) => {
      called = late.promise.then(next)
    }
    const { webhook, errors } = listening(
      { connected: ({ id }) => handled.push(id) },
      { use: [callsNextLate] },
    )
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
    late.open()
    await expect(called).rejects.toThrow('middleware called next() after it had ended')
    expect(handled).toEqual([])
    expect(errors).toMatchObject([
      { code: 'HANDLER_FAILED', cause: { message: 'middleware called next() after it had ended' } },
    ])
  })

  it('that waits holds no slot', async () => {
    const { promise, open } = gate()
    const waiting: Middleware = async ({ connectionId }, _context, next) => {
      if (connectionId.startsWith('waits')) await promise
      await next()
    }
    const options: WebhookOptions = { use: [waiting], concurrency: 1 }
    const { webhook } = listening({ connected() {} }, options)
    const many = Array.from({ length: 1000 }, (_, i) =>
      eventGrid.connectedEvent({ id: `${i}`, connectionId: `waits ${i}` }),
    )
    const batch = createClient(webhook).send(eventGrid.batch(many))
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
    open()
    expect(await batch).toMatchObject({ status: 200 })
  })
})
