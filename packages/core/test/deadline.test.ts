import { type ConnectionEvent, createWebhook, type Handlers, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { gate } from './support.js'

const deadline = 1000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

function createSend(handlers: Handlers, options: WebhookOptions = {}) {
  const client = createClient(createWebhook(handlers, { deadline, onError() {}, ...options }))
  return async (id = 'id') => (await client.send(eventGrid.connected({ id, connectionId: id }))).status
}

const never = () => new Promise<void>(() => {})
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('deadline', () => {
  it('every delivery has the same deadline, regardless of other deliveries', async () => {
    const delivery = fc.record({
      at: fc.nat({ max: 3 * deadline }),
      // A delivery that takes exactly that long may get either answer.
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

  it.each([-1, 1])('changes of the system clock do not matter: %i hours', async (hours) => {
    const send = createSend({ connected: never })
    const start = performance.now()
    const answers: unknown[] = []
    const note = async () => answers.push([await send(), performance.now() - start])
    for (const at of [0, 10, 50, 90]) setTimeout(note, at)
    await vi.advanceTimersByTimeAsync(70)
    vi.setSystemTime(Date.now() + hours * 3_600_000)
    await vi.advanceTimersByTimeAsync(2 * deadline)
    expect(answers).toEqual([0, 10, 50, 90].map((at) => [503, at + deadline]))
  })

  it('a stored signal does not abort after the delivery is answered', async () => {
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

  it('no timer is set when it is 0', async () => {
    const { promise, open } = gate()
    const answer = createSend({ connected: () => promise }, { deadline: 0 })()
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(0)
    open()
    expect(await answer).toBe(200)
  })
})

it('leaves no timer when deliveries are answered', async () => {
  const { promise, open } = gate()
  const send = createSend({ connected: () => promise })
  const answers = Promise.all(Array.from({ length: 100 }, (_, i) => send(String(i))))
  await vi.advanceTimersByTimeAsync(0)
  open()
  expect(new Set(await answers)).toEqual(new Set([200]))
  expect(vi.getTimerCount()).toBe(0)
})

it('works with real timers after fake ones', async () => {
  const send = createSend({ connected: never }, { deadline: 20 })
  void send('under fake timers')
  await vi.advanceTimersByTimeAsync(0)
  vi.useRealTimers()
  expect(await send('under real timers')).toBe(503)
})

it('pauses with real timers after fake ones', async () => {
  vi.useRealTimers()
  vi.useFakeTimers()
  const send = createSend({ connected() {} }, { deadline: 1000 })
  expect(await send()).toBe(200)
  vi.useRealTimers()
  expect(await send()).toBe(200)
})

it('works with a clock whose timers are numbers', async () => {
  const real = globalThis.setTimeout
  vi.stubGlobal('setTimeout', (callback: () => void, ms: number) => Number(real(callback, ms)))
  try {
    const answer = createSend({ connected: never })()
    await vi.advanceTimersByTimeAsync(deadline)
    expect(await answer).toBe(503)
  } finally {
    vi.unstubAllGlobals()
  }
})
