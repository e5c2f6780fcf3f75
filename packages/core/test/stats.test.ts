import { createWebhook, type FailureCode, perDelivery, sharedKey } from '@signalr-events/core'
import { cloudEvents, createClient, type EventGridRequest, eventGrid } from '@signalr-events/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { gate } from './support.js'

afterEach(() => vi.restoreAllMocks())

const idle = { deliveries: 0, waiting: 0, running: 0 }

describe('stats', () => {
  it('count deliveries, events that wait for a slot or a connection, and handlers that run', async () => {
    const { promise, open } = gate()
    const webhook = createWebhook({ connected: () => promise }, { concurrency: 2 })
    const { send } = createClient(webhook)
    expect(webhook.stats).toEqual({ ...idle, lastDeliveryAt: undefined })
    const sent = [
      send(eventGrid.batch(['a', 'b', 'c'].map((id) => eventGrid.connectedEvent({ connectionId: id })))),
      send(eventGrid.connected({ connectionId: 'a' })),
      send(eventGrid.connected({ connectionId: 'd' })),
    ]
    await expect.poll(() => webhook.stats).toMatchObject({ deliveries: 3, waiting: 3, running: 2 })
    open()
    await Promise.all(sent)
    expect(webhook.stats).toMatchObject(idle)
  })

  it('count events whose delivery waits for its middleware', async () => {
    const { promise, open } = gate()
    const webhook = createWebhook({ connected() {} }, { use: [perDelivery(() => promise)] })
    const sent = createClient(webhook).send(
      eventGrid.batch([eventGrid.connectedEvent(), eventGrid.connectedEvent()]),
    )
    await expect.poll(() => webhook.stats).toMatchObject({ deliveries: 1, waiting: 2, running: 0 })
    open()
    await sent
    expect(webhook.stats).toMatchObject(idle)
  })

  it('go back to zero when handlers are abandoned at the deadline', async () => {
    const { promise, open } = gate()
    const webhook = createWebhook(
      { connected: () => promise },
      { concurrency: 1, deadline: 20, onError: () => {} },
    )
    const { send } = createClient(webhook)
    const answers = await Promise.all(
      ['a', 'b', 'a'].map((id) => send(eventGrid.connected({ connectionId: id }))),
    )
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
    await expect.poll(() => webhook.stats).toMatchObject(idle)
    open()
  })

  it('have the arrival time of the last delivery that was allowed and readable', async () => {
    const options = { authorize: sharedKey('key'), onError: () => {} }
    const webhook = createWebhook({}, options)
    const { send: sendTo } = createClient(webhook)
    const send = (request: EventGridRequest) => sendTo({ ...request, url: '/?key=key' })
    await sendTo({ ...eventGrid.connected(), url: '/?key=guess' })
    await send(eventGrid.handshake())
    await send(cloudEvents.handshake())
    await send({ ...eventGrid.connected(), body: '{' })
    expect(webhook.stats.lastDeliveryAt).toBeUndefined()
    const before = Date.now()
    await send(eventGrid.connected())
    expect(webhook.stats.lastDeliveryAt).toBeGreaterThanOrEqual(before)
  })
})

describe('onError of a webhook', () => {
  const failing = { connected: () => Promise.reject(new Error('boom')) }

  it('adds listeners next to the option, each of which can be removed', async () => {
    const calls: [string, FailureCode, string | undefined][] = []
    const listener = (name: string) => (error: { code: FailureCode }, context: { event?: unknown }) =>
      calls.push([name, error.code, context.event === undefined ? undefined : 'event'])
    const webhook = createWebhook(failing, { onError: listener('option') })
    const remove = webhook.onError(listener('first'))
    webhook.onError(listener('second'))
    await createClient(webhook).send(eventGrid.connected())
    remove()
    await createClient(webhook).send(eventGrid.connected())
    expect(calls.map(([name]) => name)).toEqual(['option', 'first', 'second', 'option', 'second'])
    expect(new Set(calls.map(([, ...rest]) => rest.join()))).toEqual(new Set(['HANDLER_FAILED,event']))
  })

  it('keeps the line on console.error', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const webhook = createWebhook(failing)
    webhook.onError(() => {})
    await createClient(webhook).send(eventGrid.connected())
    expect(log).toHaveBeenCalledOnce()
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('listener')
      },
    ],
    ['rejects', () => Promise.reject(new Error('listener'))],
  ])('a listener that %s changes no answer, and the other listeners are called', async (_, broken) => {
    const codes: string[] = []
    const webhook = createWebhook(failing, { onError: broken })
    webhook.onError(broken)
    webhook.onError(({ code }) => codes.push(code))
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
    expect(codes).toEqual(['HANDLER_FAILED'])
  })
})
