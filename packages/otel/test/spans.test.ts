import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AlwaysOffSampler, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import type { ConnectionEvent, Handlers, WebhookOptions } from '@signalr-events/core'
import { createWebhook } from '@signalr-events/otel'
import { cloudEvents, createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { adapters } from '../../../test/support/adapters.js'
import { post, type Sdk, startSdk } from './support/sdk.js'

let sdk: Sdk
afterEach(() => sdk?.stop())

const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SignalRService/SignalR/my-signalr'
const parentOf = (span: ReadableSpan) => span.parentSpanContext?.spanId
const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId

function setup(handlers: Handlers, options?: WebhookOptions) {
  return createWebhook(handlers, options, sdk.providers)
}

/** The finished spans: deliveries and the events below them. */
function split() {
  const spans = sdk.spans()
  return {
    deliveries: spans.filter(({ name }) => name === 'deliver'),
    events: spans.filter(({ name }) => name.startsWith('process ')),
  }
}

describe.each(Object.entries(adapters))('%s', (_, start) => {
  it('has a span for a delivery and one below it for each event, active in handlers', async () => {
    sdk = startSdk()
    const active: (Span | undefined)[] = []
    const handle = async () => {
      await Promise.resolve()
      active.push(trace.getActiveSpan())
    }
    const server = await start(setup({ connected: handle }))
    const events = ['a', 'b'].map((connectionId) =>
      eventGrid.connectedEvent({ id: `e-${connectionId}`, connectionId, hubName: 'chat', source }),
    )
    try {
      await post(server.url, eventGrid.batch(events, { subscription: 'online', attempt: 2 }))
    } finally {
      await server.close()
    }
    const { deliveries, events: children } = split()
    expect(deliveries).toMatchObject([
      {
        kind: SpanKind.CONSUMER,
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          'messaging.system.name': 'azure.eventgrid',
          'messaging.operation.name': 'deliver',
          'messaging.operation.type': 'process',
          'messaging.destination.subscription.name': 'ONLINE',
          'messaging.batch.message_count': 2,
          'signalr_events.schema': 'eventgrid',
          'signalr_events.attempt': 2,
          'signalr_events.outcome': 'accepted',
          'http.response.status_code': 200,
        },
      },
    ])
    expect(children.map(parentOf)).toEqual([idOf(deliveries[0]), idOf(deliveries[0])])
    expect(children.map(idOf).sort()).toEqual(active.map((span) => span?.spanContext().spanId).sort())
    expect(children[0]).toMatchObject({
      name: 'process my-signalr',
      kind: SpanKind.INTERNAL,
      attributes: {
        'messaging.destination.name': 'my-signalr',
        'messaging.message.id': 'e-a',
        'signalr.hub': 'chat',
        'signalr.connection.id': 'a',
        'signalr_events.event.type': 'connected',
        'signalr_events.outcome': 'handled',
      },
    })
  })

  it('keeps the parents of events that waited for their connection or a slot', async () => {
    sdk = startSdk()
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const webhook = setup({ connected: () => opened, disconnected: () => {} }, { concurrency: 1 })
    const server = await start(webhook)
    const sent = [post(server.url, eventGrid.connected({ id: 'first', connectionId: 'a' }))]
    const until = async (deliveries: number) => {
      while (webhook.stats.deliveries < deliveries) await new Promise(setImmediate)
    }
    try {
      await until(1)
      sent.push(post(server.url, eventGrid.disconnected({ id: 'same connection', connectionId: 'a' })))
      await until(2)
      sent.push(post(server.url, eventGrid.disconnected({ id: 'no slot', connectionId: 'b' })))
      await until(3)
      while (webhook.stats.waiting < 2) await new Promise(setImmediate)
      open()
      await Promise.all(sent)
    } finally {
      open()
      await server.close()
    }
    const { deliveries, events } = split()
    expect(new Set(events.map(parentOf)).size).toBe(3)
    expect(new Set(events.map(parentOf))).toEqual(new Set(deliveries.map(idOf)))
    const lengths = deliveries.map(({ attributes }) => attributes['messaging.batch.message_count'])
    expect(lengths).toEqual([1, 1, 1])
  })
})

describe('a span', () => {
  it('links to the traceparent of a CloudEvent', async () => {
    sdk = startSdk()
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const traced = {
      ...cloudEvents.connectedEvent({ source }),
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
    }
    const malformed = [
      ...['', 'ff-', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 7, null, {}],
      // Version 00 ends with its flags.
      `00-${traceId}-00f067aa0ba902b7-01-more`,
    ].map((traceparent, i) => ({
      ...cloudEvents.connectedEvent({ id: `m${i}`, connectionId: `m${i}` }),
      traceparent,
    }))
    const { send } = createClient(setup({}))
    expect(await send(cloudEvents.batch([traced, ...malformed]))).toMatchObject({ status: 200 })
    const [first, ...others] = split().events
    expect(first?.links).toMatchObject([{ context: { traceId, spanId: '00f067aa0ba902b7', traceFlags: 1 } }])
    expect(first?.links[0]?.context.traceState?.serialize()).toBe(traced.tracestate)
    expect(first?.attributes).toMatchObject({
      'cloudevents.event_id': traced.id,
      'cloudevents.event_source': source,
      'cloudevents.event_type': 'Microsoft.SignalRService.ClientConnectionConnected',
      'cloudevents.event_spec_version': '1.0',
    })
    expect(others.flatMap(({ links }) => links)).toEqual([])
    expect(others).toHaveLength(malformed.length)
  })

  it('links to the traceparent of a later version, and of an event without tracestate', async () => {
    sdk = startSdk()
    const traceparent = '01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more'
    const events = [undefined, 7, '=', 'a=1'].map((tracestate, i) => ({
      ...cloudEvents.connectedEvent({ connectionId: `${i}` }),
      ...{ traceparent, tracestate },
    }))
    await createClient(setup({})).send(cloudEvents.batch(events))
    const states = split().events.map(({ links }) => links[0]?.context.traceState?.serialize())
    expect(states.map((state) => state || undefined)).toEqual([undefined, undefined, undefined, 'a=1'])
    expect(split().events.flatMap(({ links }) => links)).toHaveLength(4)
  })

  it.each(['x'.repeat(65), 'key=pl4nted', 'a b'])('has no subscription of another form: %s', async (name) => {
    sdk = startSdk()
    const request = eventGrid.connected()
    const headers = { ...request.headers, 'aeg-subscription-name': name }
    await createClient(setup({}, { authorize: () => false, path: '/', onError() {} })).send({
      ...request,
      headers,
    })
    const keys = split().deliveries.flatMap(({ attributes }) => Object.keys(attributes))
    expect(keys).toContain('error.type')
    expect(keys).not.toContain('messaging.destination.subscription.name')
  })

  it('is named after a service in a resource group of any name', async () => {
    sdk = startSdk()
    const groups = ['Größe_1', '(test).rg', '東京']
    const events = groups.map((group) => {
      const path = `/SUBSCRIPTIONS/s/resourceGroups/${group}/providers/Microsoft.SignalRService/SignalR/mine`
      return cloudEvents.connectedEvent({ source: path })
    })
    await createClient(setup({})).send(cloudEvents.batch(events))
    expect(split().events.map(({ name }) => name)).toEqual(Array(groups.length).fill('process mine'))
  })

  it('has nothing of a source that is not a resource id, which may be a URL with a key', async () => {
    sdk = startSdk()
    const sources = [
      'https://ada:pl4nted@example.com/?key=pl4nted',
      '/subscriptions/s/SignalR/pl4nted?key=pl4nted',
      `${source}/`,
      `${source}${'x'.repeat(100)}`,
      'urn:pl4nted',
    ]
    const events = sources.map((other) => cloudEvents.connectedEvent({ source: other }))
    await createClient(setup({})).send(cloudEvents.batch(events))
    const spans = sdk.spans().filter(({ name }) => name !== 'deliver')
    expect(spans.map(({ name }) => name)).toEqual(Array(sources.length).fill('process'))
    expect(spans[0]?.attributes).toMatchObject({ 'messaging.operation.name': 'process' })
    const keys = spans.flatMap(({ attributes }) => Object.keys(attributes))
    expect(keys).not.toContain('messaging.destination.name')
    expect(keys).not.toContain('cloudevents.event_source')
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('pl4nted')
  })

  it('of a failed delivery or event has the code, and nothing of the thrown error', async () => {
    sdk = startSdk()
    const connected = () => Promise.reject(new Error('pl4nted'))
    const { send } = createClient(setup({ connected }, { onError: () => {} }))
    await send(eventGrid.connected({ userId: 'pl4nted' }))
    const error = {
      attributes: { 'error.type': 'HANDLER_FAILED' },
      status: { code: SpanStatusCode.ERROR, message: 'HANDLER_FAILED' },
      events: [],
    }
    const { deliveries, events } = split()
    expect([...deliveries, ...events]).toMatchObject([error, error])
    expect(deliveries[0]?.attributes).toMatchObject({ 'signalr_events.outcome': 'retried' })
    const all = [...deliveries, ...events].map((span) => [
      span.name,
      span.attributes,
      span.status,
      span.events,
    ])
    expect(JSON.stringify(all)).not.toContain('pl4nted')
  })

  it('that is not sampled keeps spans below it from being sampled', async () => {
    sdk = startSdk({ sampler: new AlwaysOffSampler() })
    const flags: (number | undefined)[] = []
    const connected = () => void flags.push(trace.getActiveSpan()?.spanContext().traceFlags)
    await createClient(setup({ connected })).send(eventGrid.connected())
    expect(flags).toEqual([0])
    expect(sdk.spans()).toEqual([])
  })

  it.each(['onStart', 'onEnd'] as const)('whose processor throws in %s costs no event', async (method) => {
    const fail = () => {
      throw new Error('processor')
    }
    const idle = { onStart() {}, onEnd() {}, shutdown: async () => {}, forceFlush: async () => {} }
    sdk = startSdk({ processor: { ...idle, [method]: fail } })
    const handled: ConnectionEvent[] = []
    const { send } = createClient(setup({ connected: (event) => void handled.push(event) }))
    expect(await send(eventGrid.connected())).toMatchObject({ status: 200 })
    expect(handled).toHaveLength(1)
  })

  it('that no tracer can begin costs no event', async () => {
    sdk = startSdk()
    const getTracer = () => {
      throw new Error('no tracer')
    }
    const webhook = createWebhook({ connected() {} }, {}, { tracerProvider: { getTracer } })
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
  })

  it('of an event whose handler hangs ends at the deadline', async () => {
    sdk = startSdk()
    const connected = () => new Promise(() => {})
    const { send } = createClient(setup({ connected }, { deadline: 20, onError: () => {} }))
    const events = ['a', 'b'].map((connectionId) => eventGrid.connectedEvent({ connectionId }))
    expect(await send(eventGrid.batch(events))).toMatchObject({ status: 503 })
    const error = { attributes: { 'signalr_events.outcome': 'failed', 'error.type': 'DEADLINE_PASSED' } }
    expect(split().events).toMatchObject([error, error])
  })

  it('of the delivery is active in onError', async () => {
    sdk = startSdk()
    const active: (string | undefined)[] = []
    const onError = () => active.push(trace.getActiveSpan()?.spanContext().spanId)
    const { send } = createClient(setup({ connected: () => Promise.reject(new Error('boom')) }, { onError }))
    await send(eventGrid.connected())
    expect(active).toEqual([idOf(split().deliveries[0])])
  })

  it('comes from an SDK that is registered after the webhook was created', async () => {
    const { send } = createClient(createWebhook({}))
    await send(eventGrid.connected())
    sdk = startSdk()
    trace.setGlobalTracerProvider(sdk.providers.tracerProvider)
    try {
      await send(eventGrid.connected())
      expect(split()).toMatchObject({ deliveries: [{ name: 'deliver' }], events: [{}] })
    } finally {
      trace.disable()
    }
  })

  it('is below the active span, as that of a server is', async () => {
    sdk = startSdk()
    const { send } = createClient(setup({}))
    await sdk.providers.tracerProvider.getTracer('http').startActiveSpan('POST', async (span) => {
      await send(eventGrid.connected())
      span.end()
    })
    const { deliveries } = split()
    const http = sdk.spans().find(({ name }) => name === 'POST')
    expect(deliveries.map(parentOf)).toEqual([idOf(http)])
    expect(http?.attributes).toEqual({})
  })
})
