import { setImmediate as turn } from 'node:timers/promises'
import { createWebhook, isSettled, type Middleware } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listening } from './support.js'

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

  it('sees what a handler throws, and can swallow it', async () => {
    const seen: unknown[] = []
    const swallow: Middleware = (_event, _context, next) =>
      next().catch((error: unknown) => void seen.push(error))
    const boom = () => {
      throw 'boom'
    }
    const { webhook, codes } = listening({ connected: boom }, { use: [swallow] })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
    expect([seen, codes()]).toEqual([['boom'], []])
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
      'awaits something else',
      async (_event, _context, next) => {
        next()
        await turn()
        await turn()
      },
    ],
    ...(['then', 'finally'] as const).map((how): [string, Middleware] => [
      `calls ${how} of it`,
      async (_event, _context, next) => {
        next()[how](noop)
        await turn()
        await turn()
      },
    ]),
    [
      'looks at another call alone',
      async (_event, _context, next) => {
        next()
        await next().catch(noop)
      },
    ],
  ]
  const pairs = forgetful.flatMap(([name, use]) =>
    failures.map(([how, connected]) => ({ name, use, how, connected })),
  )
  it.each(pairs)(
    'that forgets what is inside and $name acknowledges nothing that $how',
    async ({ use, connected }) => {
      const { webhook, codes } = listening({ connected }, { use: [use] })
      expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
      expect(codes()).toEqual(['HANDLER_FAILED'])
    },
  )

  it('acknowledges no failure that is caught nowhere, however it is nested', async () => {
    const careful: readonly Middleware[] = [
      (_event, _context, next) => next(),
      async (_event, _context, next) => await next(),
      async (_event, _context, next) => void (await Promise.all([next(), next()])),
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

  const swallowing: [string, Middleware][] = [
    [
      'awaiting',
      async (_event, _context, next) => {
        try {
          await next()
        } catch {}
      },
    ],
    [
      'awaiting late',
      async (_event, _context, next) => {
        const inside = next()
        await turn()
        await turn()
        await inside.catch(noop)
      },
    ],
    ['catching', (_event, _context, next) => next().catch(noop)],
    ['behind `then` and `finally`', (_event, _context, next) => next().then(noop).finally(noop).catch(noop)],
    ['with others', async (_event, _context, next) => void (await Promise.allSettled([next()]))],
  ]
  const swallowed = swallowing.flatMap(([name, use]) =>
    failures.map(([how, connected]) => ({ name, use, how, connected })),
  )
  it.each(swallowed)('can swallow, $name, what $how', async ({ use, connected }) => {
    const { webhook, codes } = listening({ connected }, { use: [use] })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
    expect(codes()).toEqual([])
  })

  it.each<[string, () => unknown, boolean, number]>([
    ['returns nothing', () => {}, true, 200],
    ['returns a promise', async () => {}, false, 200],
    [
      'throws',
      () => {
        throw new Error('boom')
      },
      false,
      500,
    ],
  ])(
    'learns whether what is inside has ended well: a handler that %s',
    async (_, connected, ended, status) => {
      const seen: boolean[] = []
      const asking: Middleware = (_event, _context, next) => {
        const inside = next()
        seen.push(isSettled(inside))
        return isSettled(inside) ? undefined : inside
      }
      const { webhook } = listening({ connected }, { use: [asking, asking] })
      expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status })
      expect(seen).toEqual([ended, ended])
    },
  )

  it('that throws gets the delivery retried', async () => {
    const { webhook, codes } = listening({}, { use: [() => Promise.reject(new Error('store'))] })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
    expect(codes()).toEqual(['HANDLER_FAILED'])
  })
})
