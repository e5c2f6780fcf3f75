import { createWebhook, type Webhook } from '@signalr-events/core'
import { cloudEvents, createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { listening, toRequest } from './support.js'

// What a delivery may cost, counted: signals, timers and dates cost more than to parse an event.

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Counts how often a class is constructed from now on. */
function countNew(name: 'Date' | 'AbortController'): () => number {
  let count = 0
  const construct = (target: new () => object, args: []) => {
    count++
    return Reflect.construct(target, args)
  }
  vi.stubGlobal(name, new Proxy(globalThis[name], { construct }))
  return () => count
}

async function sendMany(webhook: Webhook): Promise<void> {
  const requests = [eventGrid, cloudEvents].flatMap((builder) => [
    builder.connected(),
    builder.batch([builder.connectedEvent(), builder.disconnectedEvent()]),
  ])
  const [dates, controllers] = [countNew('Date'), countNew('AbortController')]
  const timers = vi.spyOn(globalThis, 'setTimeout')
  for (const request of requests) {
    expect(await createClient(webhook).send(request)).toMatchObject({ status: 200 })
  }
  expect([dates(), timers.mock.calls.length]).toEqual([0, 0])
  expect(controllers()).toBeLessThanOrEqual(1)
}

it('deliveries that wait for nothing make no date, no timer, and one signal for all of them', async () => {
  await sendMany(createWebhook({ connected() {}, disconnected() {} }))
})

it('a body that comes later has a signal of its own, which aborts at the deadline', async () => {
  const { webhook } = listening({}, { deadline: 20 })
  const signals: AbortSignal[] = []
  const send = (value: unknown) =>
    webhook.handle(
      toRequest(eventGrid.connected(), {
        body(_, signal) {
          signals.push(signal)
          return value
        },
      }),
    )
  await send(eventGrid.connected().body)
  const late = send(new Promise(() => {}))
  await send(eventGrid.connected().body)
  expect(await late).toMatchObject({ status: 503 })
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false])
  expect(signals[1]?.reason).toMatchObject({ code: 'DEADLINE_PASSED' })
})
