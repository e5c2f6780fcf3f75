import { createWebhook, sharedKey, signalrEvents, type WebhookOptions } from '@signalr-events/express'
import express4 from 'express4'
import { expect, it, onTestFinished } from 'vitest'
import { adapters } from '../../../test/support/adapters.js'
import { serve } from '../../../test/support/conformance.js'
import type { ExamineOptions } from '../src/doctor/examine.js'
import { handwritten } from './faulty-servers/handwritten.js'
import { examineQuickly } from './support/examine.js'

// Correct webhooks. Handlers can recognize the doctor's events, and no connection stays open.

const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SignalRService/SignalR/mine'

const variants: Readonly<
  Record<
    string,
    {
      readonly options: WebhookOptions
      readonly at?: string
      readonly examineOptions?: Partial<ExamineOptions>
    }
  >
> = {
  'as it is': { options: {} },
  'on a path': { options: { path: '/events' }, at: '/events' },
  'with a key': { options: { authorize: sharedKey('secret') }, at: '/?key=secret' },
  'with a key in a header': {
    options: { path: '/events', authorize: sharedKey('secret', { header: 'x-key' }) },
    at: '/events',
    examineOptions: { headers: { 'x-key': 'secret' } },
  },
  'with allow-lists': {
    options: { sources: [source], subscriptions: ['mine'], hubs: ['examined'] },
    examineOptions: { source, subscription: 'Mine', hub: 'examined' },
  },
}

const servers: typeof adapters = {
  ...adapters,
  'Express 4': (webhook) => serve(express4().use(signalrEvents(webhook as never))),
}

const cases = Object.entries(servers).flatMap(([name, start]) =>
  Object.entries(variants).map(([variant, rest]) => ({ name, variant, start, ...rest })),
)

it.each(cases)('$name $variant', async ({ start, options, at = '/', examineOptions }) => {
  const online = new Map<string, string | undefined>()
  const webhook = createWebhook(
    {
      connected: ({ connectionId, userId }) => void online.set(connectionId, userId),
      disconnected: ({ connectionId, userId }) => {
        expect(userId).toBe('signalr-events-doctor')
        online.delete(connectionId)
      },
    },
    { onError() {}, ...options },
  )
  const { url, close } = await start(webhook as never)
  onTestFinished(close)
  const report = await examineQuickly(new URL(at, url), examineOptions)
  expect(report.findings).toEqual([])
  expect(report.checks.filter(({ passed }) => !passed)).toEqual([])
  expect(report).toMatchObject({ ok: true, schemas: ['eventgrid', 'cloudevents'] })
  expect([...online]).toEqual([])
})

it('a hand-written receiver of Event Grid schema passes with --schema eventgrid', async () => {
  const { url, close } = await serve(handwritten({ consent: null }))
  onTestFinished(close)
  const { ok, schemas, findings } = await examineQuickly(new URL(url), { schema: 'eventgrid' })
  expect({ ok, schemas }).toEqual({ ok: true, schemas: ['eventgrid'] })
  expect(findings).toEqual([])
})

it('the time for which the doctor delays a body does not count', async () => {
  const { url, close } = await serve(handwritten())
  onTestFinished(close)
  const { ok } = await examineQuickly(new URL(url), { schema: 'eventgrid', timeoutMs: 500, holdMs: 600 })
  expect(ok).toBe(true)
})

it('handshakeOnly sends no events', async () => {
  const events: unknown[] = []
  const record = (event: unknown) => events.push(event)
  const webhook = createWebhook({ connected: record, disconnected: record }, { onUnknown: record })
  const { url, close } = await (adapters['node']?.(webhook as never) ?? expect.fail())
  onTestFinished(close)
  const { checks, ok } = await examineQuickly(new URL(url), { handshakeOnly: true })
  expect(checks.map(({ id }) => id)).toEqual([
    'black-box-validation',
    'black-box-options',
    'black-box-other-origin',
  ])
  expect([ok, events]).toEqual([true, []])
})
