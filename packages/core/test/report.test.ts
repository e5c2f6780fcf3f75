import { createWebhook, isWebhookError, WebhookError } from '@signalr-events/core'
import { failures } from '@signalr-events/core/failures'
import { createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listening, toRequest } from './support.js'

afterEach(() => vi.restoreAllMocks())

const boom = () => {
  throw new Error('boom')
}

describe('onError', () => {
  it('gets the error and its context', async () => {
    const { webhook, errors, contexts } = listening({ connected: boom })
    const { data: _, ...invalid } = eventGrid.connectedEvent()
    const event = eventGrid.connectedEvent({ connectionId: 'c' })
    await createClient(webhook).send(eventGrid.batch([invalid, event], { subscription: 'online' }))
    expect(errors).toMatchObject([
      { code: 'INVALID_EVENT', field: 'data', message: `${failures.INVALID_EVENT.description} (data)` },
      { code: 'HANDLER_FAILED', cause: { message: 'boom' } },
    ])
    expect(contexts).toMatchObject([
      { raw: invalid, event: undefined, delivery: { subscription: 'ONLINE' } },
      { raw: undefined, event: { connectionId: 'c' }, delivery: { subscription: 'ONLINE' } },
    ])
  })

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(new Error('boom'))],
  ])('that %s changes no answer', async (_, onError) => {
    const client = createClient(createWebhook({ connected: boom }, { onError }))
    expect(await client.send(eventGrid.connected())).toMatchObject({ status: 500 })
    expect(await client.send({ ...eventGrid.connected(), body: '{' })).toMatchObject({ status: 400 })
  })

  it('is console.error by default', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    await createClient(createWebhook({ connected: boom })).send(eventGrid.connected())
    expect(log.mock.calls).toMatchObject([[expect.stringContaining('HANDLER_FAILED'), { message: 'boom' }]])
  })
})

describe('onUnknown and onUnsubscribe', () => {
  const unknown = eventGrid.batch([
    { ...eventGrid.connectedEvent(), eventType: 'Microsoft.Storage.BlobCreated' },
  ])

  it('get events of unknown types and deleted subscriptions', async () => {
    const calls: unknown[] = []
    const { webhook } = listening(
      {},
      {
        onUnknown: (event, { delivery }) =>
          calls.push([(event as { eventType: string }).eventType, delivery.schema]),
        onUnsubscribe: ({ subscription }, native) => calls.push([subscription, native]),
      },
    )
    await createClient(webhook).send(unknown)
    await createClient(webhook).send(eventGrid.deletion({ subscription: 'online' }))
    expect(calls).toEqual([
      ['Microsoft.Storage.BlobCreated', 'eventgrid'],
      ['ONLINE', undefined],
    ])
  })

  it.each([
    ['throw', boom],
    ['reject', () => Promise.reject(new Error('boom'))],
  ])('that %s are reported and change no answer', async (_, hook) => {
    const { webhook, codes } = listening({}, { path: '/', onUnknown: hook, onUnsubscribe: hook })
    expect(await createClient(webhook).send(unknown)).toMatchObject({ status: 200 })
    expect(await createClient(webhook).send(eventGrid.deletion())).toMatchObject({ status: 200 })
    await expect.poll(codes).toEqual(['HOOK_FAILED', 'HOOK_FAILED'])
  })
})

describe('failures', () => {
  it('of the server or of a handler are never answered with a status that loses events', () => {
    const losing = Object.entries(failures).filter(([, { status }]) =>
      [400, 401, 403, 413].includes(status ?? 0),
    )
    expect(losing.map(([code]) => code).sort()).toEqual([
      'BODY_TOO_LARGE',
      'INVALID_EVENT',
      'NOT_ALLOWED',
      'NOT_A_DELIVERY',
      'NOT_JSON',
      'ORIGIN_NOT_ALLOWED',
      'UNAUTHORIZED',
    ])
  })

  it('of an adapter are answered with 500', async () => {
    const { webhook, errors } = listening({})
    expect(await webhook.handle(toRequest(eventGrid.connected(), { body: boom }))).toMatchObject({
      status: 500,
    })
    expect(errors).toMatchObject([{ code: 'INTERNAL', cause: { message: 'boom' } }])
  })

  it('of an adapter whose headers cannot be read are too, and close() still resolves', async () => {
    const { webhook, codes } = listening({})
    expect(await webhook.handle(toRequest(eventGrid.connected(), { header: boom }))).toMatchObject({
      status: 500,
    })
    await webhook.close()
    expect(codes()).toEqual(['INTERNAL'])
  })

  it('are recognized also if they are of another copy of the package', () => {
    const ofOtherCopy = Object.assign(new Error('x'), { name: 'WebhookError', code: 'BODY_CONSUMED' })
    expect(isWebhookError(ofOtherCopy)).toBe(true)
    expect(isWebhookError(new WebhookError('CLOSING'))).toBe(true)
    for (const other of [
      new Error('x'),
      Object.assign(ofOtherCopy, { code: 'toString' }),
      null,
      'CLOSING',
      { code: 'CLOSING' },
    ]) {
      expect(isWebhookError(other)).toBe(false)
    }
  })
})
