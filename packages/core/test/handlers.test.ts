import { setImmediate as turn } from 'node:timers/promises'
import {
  all,
  type ConnectionEvent,
  createWebhook,
  type Handlers,
  hub,
  isSettled,
  type Middleware,
} from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { listening, toRequest } from './support.js'

const silent = { onError: () => {} }

function recorder(log: string[], name: string): Handlers {
  const note = ({ type, hubName }: ConnectionEvent) => log.push(`${name} ${type} ${hubName}`)
  return { connected: note, disconnected: note }
}

describe('hub', () => {
  it.each([
    ['chat', 'chat', 1],
    ['ChatHub', 'chathub', 1],
    ['chathub', 'ChatHub', 1],
    ['chat', 'chatter', 0],
    ['chat', 'app_chat', 0],
  ])('%s gets %i events of %s', async (name, hubName, count) => {
    const log: string[] = []
    const client = createClient(createWebhook(hub(name, recorder(log, 'h')), silent))
    expect(await client.send(eventGrid.connected({ hubName }))).toMatchObject({ status: 200 })
    expect(await client.send(eventGrid.disconnected({ hubName }))).toMatchObject({ status: 200 })
    expect(log).toHaveLength(count * 2)
  })
})

describe('all', () => {
  it('runs every map, in order, also when one fails, and reports every error', async () => {
    const log: string[] = []
    const broken: Handlers = {
      connected() {
        throw new Error('broken')
      },
    }
    const { webhook, errors } = listening(all(broken, recorder(log, 'a'), {}, broken, recorder(log, 'b')))
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
    expect(log).toEqual(['a connected chat', 'b connected chat'])
    expect(errors[0]?.cause).toMatchObject({ errors: [{ message: 'broken' }, { message: 'broken' }] })
  })

  it('throws a single error as it is', async () => {
    const error = new Error('broken')
    const { webhook, errors } = listening(all({ connected: () => Promise.reject(error) }, {}))
    await createClient(webhook).send(eventGrid.connected())
    expect(errors.map(({ cause }) => cause)).toEqual([error])
  })

  it('keeps `this` of a handler map that is an object with methods', async () => {
    class Online {
      readonly ids: string[] = []
      connected({ connectionId }: ConnectionEvent) {
        this.ids.push(connectionId)
      }
    }
    const online = new Online()
    for (const handlers of [online, all(online), hub('chat', online)]) {
      await createClient(createWebhook(handlers)).send(eventGrid.connected({ connectionId: 'c' }))
    }
    expect(online.ids).toEqual(['c', 'c', 'c'])
  })
})

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
    const webhook = createWebhook(recorder(log, 'handler'), { use: [noting(log, 'a'), noting(log, 'b')] })
    await createClient(webhook).send(eventGrid.connected())
    expect(log).toEqual(['a connected', 'b connected', 'handler connected chat', 'b done', 'a done'])
  })

  it('that does not call next acknowledges the event unhandled', async () => {
    const log: string[] = []
    const webhook = createWebhook(recorder(log, 'handler'), { use: [async () => {}] })
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
        await inside.catch(() => {})
      },
    ],
    ['catching', (_event, _context, next) => next().catch(() => {})],
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

describe('context', () => {
  it('tells of the delivery, with the native request, and a signal that has not aborted', async () => {
    const before = Date.now()
    const contexts: unknown[] = []
    const webhook = createWebhook<{ name: string }>({ connected: (_, context) => contexts.push(context) })
    const native = { name: 'native' }
    await webhook.handle({
      ...toRequest(eventGrid.connected({}, { subscription: 'online', attempt: 3 })),
      native,
    })
    const delivery = { schema: 'eventgrid', eventType: 'Notification', subscription: 'ONLINE', attempt: 3 }
    expect(contexts).toMatchObject([{ native, delivery, signal: { aborted: false } }])
    const [
      {
        delivery: { receivedAt },
      },
    ] = contexts as [{ delivery: { receivedAt: number } }]
    expect(receivedAt).toBeGreaterThanOrEqual(before)
    expect(receivedAt).toBeLessThanOrEqual(Date.now())
  })

  it('gives the envelope as received', async () => {
    const raws: unknown[] = []
    const event = { ...eventGrid.connectedEvent(), extra: [1] }
    await createClient(createWebhook({ connected: ({ raw }) => raws.push(raw) })).send(
      eventGrid.batch([event]),
    )
    expect(raws).toEqual([event])
  })
})
