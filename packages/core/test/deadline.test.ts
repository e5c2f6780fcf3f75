import { type ConnectionEvent, createWebhook, type Handlers, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { gate } from './support.js'

// Where timers outlive requests, one serves all deliveries; elsewhere, each has its own. Nobody can tell by the answers.

const deadline = 1000
const runtimes = ['Node.js/22', 'Bun/1.4.5', 'Deno/2.9.6', 'Cloudflare-Workers', undefined] as const

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function createSend(handlers: Handlers, options: WebhookOptions = {}) {
  const client = createClient(createWebhook(handlers, { deadline, onError() {}, ...options }))
  return async (id = 'id') => (await client.send(eventGrid.connected({ id, connectionId: id }))).status
}

const never = () => new Promise<void>(() => {})
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe.each(runtimes)('on %s', (userAgent) => {
  beforeEach(() => {
    vi.stubGlobal('navigator', userAgent === undefined ? undefined : { userAgent })
  })

  it('every delivery has the same time, whenever it comes and whatever the others do', async () => {
    const delivery = fc.record({
      at: fc.nat({ max: 3 * deadline }),
      // What takes exactly that long may be answered either way.
      takes: fc.oneof(
        fc.integer({ min: 1, max: 2 * deadline }).filter((ms) => ms !== deadline),
        fc.constant(Number.POSITIVE_INFINITY),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { maxLength: 12 }), async (deliveries) => {
        const start = Date.now()
        const takes = ({ id }: ConnectionEvent) => deliveries[Number(id)]?.takes ?? 0
        const send = createSend({
          connected: (event) => (Number.isFinite(takes(event)) ? wait(takes(event)) : never()),
        })
        const answers: unknown[] = []
        for (const [i, { at }] of deliveries.entries()) {
          setTimeout(async () => {
            const status = await send(String(i))
            answers[i] = [status, Date.now() - start - at]
          }, at)
        }
        await vi.advanceTimersByTimeAsync(5 * deadline)
        expect(answers).toEqual(
          deliveries.map(({ takes }) => (takes < deadline ? [200, takes] : [503, deadline])),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('a clock that is set back delays an answer by one deadline at most', async () => {
    const send = createSend({ connected: ({ id }) => (id === 'short' ? wait(10) : never()) })
    const answers = Promise.all([send('short'), wait(20).then(() => send('long'))])
    await vi.advanceTimersByTimeAsync(100)
    vi.setSystemTime(Date.now() - 3_600_000)
    await vi.advanceTimersByTimeAsync(2 * deadline)
    expect(await Promise.race([answers, 'waits'])).toEqual([200, 503])
  })

  it('a signal that is kept does not abort once the delivery is answered', async () => {
    let kept: AbortSignal | undefined
    const send = createSend({
      async connected(_, { signal }) {
        kept = signal
        await wait(1)
      },
    })
    const answer = send()
    await vi.advanceTimersByTimeAsync(10 * deadline)
    expect([await answer, kept?.aborted]).toEqual([200, false])
  })

  it('no timer is left when it is 0', async () => {
    const { promise, open } = gate()
    const answer = createSend({ connected: () => promise }, { deadline: 0 })()
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(0)
    open()
    expect(await answer).toBe(200)
  })
})

it.each([
  ['Node.js/22', 1, 1],
  ['Cloudflare-Workers', 100, 0],
])('on %s a hundred deliveries take %i timers, and leave %i', async (userAgent, taken, left) => {
  vi.stubGlobal('navigator', { userAgent })
  const { promise, open } = gate()
  const send = createSend({ connected: () => promise })
  const answers = Promise.all(Array.from({ length: 100 }, (_, i) => send(String(i))))
  await vi.advanceTimersByTimeAsync(0)
  expect(vi.getTimerCount()).toBe(taken)
  open()
  expect(new Set(await answers)).toEqual(new Set([200]))
  expect(vi.getTimerCount()).toBe(left)
})
