import { createHook } from 'node:async_hooks'
import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, expect, it, vi } from 'vitest'

// What deduplication may cost, counted: a store that answers at once and handlers that return no promise.

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** How many promises are made until a call has resolved. */
async function countPromises(call: () => Promise<unknown>): Promise<number> {
  let count = 0
  const hook = createHook({
    init(_, type) {
      if (type === 'PROMISE') count++
    },
  }).enable()
  try {
    await call()
  } finally {
    hook.disable()
  }
  return count
}

/** Sends a delivery a few times, and resolves with the least that one cost: others may be at work beside it. */
async function send(use: readonly Middleware[], events: number): Promise<number> {
  const client = createClient(createWebhook({ connected() {}, disconnected() {} }, { use }))
  const counts: number[] = []
  for (let i = 0; i < 5; i++) {
    const delivery = eventGrid.batch(Array.from({ length: events }, () => eventGrid.connectedEvent()))
    counts.push(await countPromises(() => client.send(delivery)))
  }
  return Math.min(...counts)
}

it('no timer and no signal', async () => {
  const controllers = vi.fn()
  const construct = (target: new () => object) => {
    controllers()
    return new target()
  }
  vi.stubGlobal('AbortController', new Proxy(AbortController, { construct }))
  const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setImmediate')]
  const use = [dedupe({ store: memoryStore() })]
  for (const events of [1, 2, 500]) await send(use, events)
  expect([controllers, ...timers].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0])
})

it('no promise for an event; two for a delivery of several', async () => {
  const use = [dedupe({ store: memoryStore() })]
  const costs = []
  for (const events of [1, 2, 500]) costs.push((await send(use, events)) - (await send([], events)))
  expect(costs).toEqual([0, 2, 2])
})
