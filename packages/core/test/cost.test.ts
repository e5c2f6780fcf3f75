import { createWebhook, type Webhook, type WebhookOptions, type WebhookRequest } from '@signalr-events/core'
import { cloudEvents, createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { listening, toRequest } from './support.js'

// Counts the signals, timers and dates of a delivery, each of which costs more than parsing an event.

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
  // A slow machine would give other work a turn in the middle.
  vi.spyOn(performance, 'now').mockReturnValue(0)
  const requests = [eventGrid, cloudEvents].flatMap((builder) => [
    builder.connected(),
    builder.batch([builder.connectedEvent(), builder.disconnectedEvent()]),
  ])
  const [dates, controllers] = [countNew('Date'), countNew('AbortController')]
  const timers = vi.spyOn(globalThis, 'setTimeout')
  for (const request of requests) {
    expect(await createClient(webhook).send(request)).toMatchObject({ status: 200 })
  }
  expect([dates(), timers.mock.calls.length, controllers()]).toEqual([0, 0, 0])
}

it.each<[string, WebhookOptions]>([
  ['nothing around them', {}],
  ['a synchronous authorize', { authorize: () => true }],
])('deliveries that wait for nothing create no date, timer or signal: %s', async (_, options) => {
  await sendMany(createWebhook({ connected() {}, disconnected() {} }, options))
})

it('a body that arrives later creates no signal, and is notified of the abort', async () => {
  const { webhook } = listening({}, { deadline: 20 })
  const controllers = countNew('AbortController')
  const aborted: string[] = []
  const send = async (name: string, value: unknown) => {
    const body: WebhookRequest['body'] = (_, onAbort) => {
      onAbort(() => aborted.push(name))
      return value
    }
    return (await webhook.handle(toRequest(eventGrid.connected(), { body }))).status
  }
  const { body } = eventGrid.connected()
  const late = send('late', new Promise(() => {}))
  expect([await send('there', body), await send('in time', Promise.resolve(body)), await late]).toEqual([
    ...[200, 200, 503],
  ])
  expect([aborted, controllers()]).toEqual([['late'], 0])
})
