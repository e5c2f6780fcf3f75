import { createServer } from 'node:http'
import { createWebhook, sharedKey, signalrEvents, type WebhookOptions } from '@signalr-events/express'
import express4 from 'express4'
import { expect, it, onTestFinished } from 'vitest'
import { adapters } from '../../../test/support/adapters.js'
import { listen, serve } from '../../../test/support/conformance.js'
import type { ExamineOptions } from '../src/doctor/examine.js'
import { examineSoon } from './support/examine.js'
import { handwritten } from './zoo/handwritten.js'

// Webhooks with which all is well. What reaches their handlers is told apart from real events, and leaves nothing.

const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SignalRService/SignalR/mine'

const variants: Readonly<
  Record<
    string,
    { readonly options: WebhookOptions; readonly at?: string; readonly told?: Partial<ExamineOptions> }
  >
> = {
  'as it is': { options: {} },
  'on a path': { options: { path: '/events' }, at: '/events' },
  'with a key': { options: { authorize: sharedKey('secret') }, at: '/?key=secret' },
  'with a key in a header': {
    options: { path: '/events', authorize: sharedKey('secret', { header: 'x-key' }) },
    at: '/events',
    told: { headers: { 'x-key': 'secret' } },
  },
  'with allow-lists': {
    options: { sources: [source], subscriptions: ['mine'], hubs: ['examined'] },
    told: { source, subscription: 'Mine', hub: 'examined' },
  },
}

const servers: typeof adapters = {
  ...adapters,
  'Express 4': (webhook) => createServer(express4().use(signalrEvents(webhook as never))),
}

const cases = Object.entries(servers).flatMap(([name, start]) =>
  Object.entries(variants).map(([variant, rest]) => ({ name, variant, start, ...rest })),
)

it.each(cases)('$name $variant', async ({ start, options, at = '/', told }) => {
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
  const { url, close } = await listen(start(webhook as never))
  onTestFinished(close)
  const report = await examineSoon(new URL(at, url), told)
  expect(report.findings).toEqual([])
  expect(report.checks.filter(({ passed }) => !passed)).toEqual([])
  expect(report).toMatchObject({ ok: true, schemas: ['eventgrid', 'cloudevents'] })
  expect([...online]).toEqual([])
})

it('a receiver by hand, in Event Grid schema only, when that schema is named', async () => {
  const { url, close } = await serve(handwritten({ consent: null }))
  onTestFinished(close)
  const { ok, schemas, findings } = await examineSoon(new URL(url), { schema: 'eventgrid' })
  expect({ ok, schemas }).toEqual({ ok: true, schemas: ['eventgrid'] })
  expect(findings).toEqual([])
})

it('what the doctor holds back itself is not time of the webhook', async () => {
  const { url, close } = await serve(handwritten())
  onTestFinished(close)
  const { ok } = await examineSoon(new URL(url), { schema: 'eventgrid', timeoutMs: 500, holdMs: 600 })
  expect(ok).toBe(true)
})

it('no events are sent when only the handshake is examined', async () => {
  const events: unknown[] = []
  const take = (event: unknown) => events.push(event)
  const webhook = createWebhook({ connected: take, disconnected: take }, { onUnknown: take })
  const { url, close } = await listen(adapters['node:http']?.(webhook as never) ?? expect.fail())
  onTestFinished(close)
  const { checks, ok } = await examineSoon(new URL(url), { handshakeOnly: true })
  expect(checks.map(({ id }) => id)).toEqual([
    'black-box-validation',
    'black-box-options',
    'black-box-other-origin',
  ])
  expect([ok, events]).toEqual([true, []])
})
