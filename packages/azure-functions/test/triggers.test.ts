import { eventGridTrigger, signalrEvents } from '@signalr-events/azure-functions'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { createInvocation, toHttpRequest } from './functions.js'

const url = 'https://app.example/api/events'

describe('HTTP trigger', () => {
  const { headers, body = '' } = eventGrid.connected({ userId: 'ada' })

  it('handlers reach the request and the invocation', async () => {
    const lines: unknown[][] = []
    const events = signalrEvents({
      connected: ({ userId }, { native }) => native.invocation.log(userId, native.request?.url),
    })
    const request = toHttpRequest({ method: 'POST', url, headers, body: { string: body } })
    expect(await events(request, createInvocation(lines))).toEqual({ status: 200, headers: {} })
    expect(lines).toEqual([['information', 'ada', url]])
  })

  it('failures go to the log of the invocation, with their cause', async () => {
    const lines: unknown[][] = []
    const cause = new Error('no database')
    const events = signalrEvents({ connected: () => Promise.reject(cause) })
    const request = toHttpRequest({ method: 'POST', url, headers, body: { string: body } })
    expect(await events(request, createInvocation(lines))).toMatchObject({ status: 500 })
    expect(lines).toEqual([['error', expect.stringContaining('HANDLER_FAILED'), cause]])
  })

  it.each([
    ['in chunks', { 'transfer-encoding': 'chunked' }],
    ['of HTTP/2, without a length', {}],
    ['of a declared length', { 'content-length': '300' }],
  ])('a body %s that the host has withheld is answered 500', async (_, framing) => {
    const codes: string[] = []
    const events = signalrEvents({}, { onError: ({ code }) => void codes.push(code) })
    const request = toHttpRequest({ method: 'POST', url, headers: { ...headers, ...framing } })
    expect(await events(request, createInvocation())).toMatchObject({ status: 500 })
    expect(codes).toEqual(['BODY_CONSUMED'])
  })

  it('an empty body is answered 400', async () => {
    const events = signalrEvents({}, { onError() {} })
    const request = toHttpRequest({ method: 'POST', url, headers: { ...headers, 'content-length': '0' } })
    expect(await events(request, createInvocation())).toMatchObject({ status: 400 })
  })

  it('a request of another sender gets 404', async () => {
    const events = signalrEvents({}, { path: '/api/events' })
    const request = toHttpRequest({ method: 'GET', url: 'https://app.example/api/other' })
    expect(await events(request, createInvocation())).toEqual({ status: 404 })
  })
})

describe('Event Grid trigger', () => {
  const schemas = [
    ['eventgrid', eventGrid.connectedEvent({ userId: 'ada' })],
    ['cloudevents', cloudEvents.connectedEvent({ userId: 'ada' })],
  ] as const

  it.each(schemas)('%s: the event is handled', async (schema, event) => {
    const lines: unknown[][] = []
    const handler = eventGridTrigger({
      connected: ({ userId }, { native, delivery }) =>
        native.invocation.log(userId, delivery.schema, native.request),
    })
    await handler(structuredClone(event), createInvocation(lines))
    expect(lines).toEqual([['information', 'ada', schema, undefined]])
  })

  it.each(schemas)('%s: a handler that fails makes the function fail', async (_, event) => {
    const lines: unknown[][] = []
    const handler = eventGridTrigger({ connected: () => Promise.reject(new Error('no database')) })
    const invocation = createInvocation(lines)
    await expect(handler(structuredClone(event), invocation)).rejects.toMatchObject({
      code: 'HANDLER_FAILED',
    })
    expect(lines).toHaveLength(1)
  })

  it.each([
    ['nothing', undefined, 'NOT_JSON'],
    ['text', 'half a { json', 'NOT_JSON'],
    ['an object of another kind', { hello: 'world' }, 'NOT_A_DELIVERY'],
    ['an event without data', { ...eventGrid.connectedEvent(), data: undefined }, 'INVALID_EVENT'],
  ])('%s is not acknowledged', async (_, event, code) => {
    const handler = eventGridTrigger({ connected() {} }, { onError() {} })
    await expect(handler(event, createInvocation())).rejects.toMatchObject({ code })
  })

  it('nobody is asked for a path, which the host has', async () => {
    const codes: string[] = []
    const handler = eventGridTrigger({}, { onError: ({ code }) => void codes.push(code) })
    const event = { ...eventGrid.connectedEvent(), eventType: 'Microsoft.Storage.BlobCreated' }
    await handler(event, createInvocation())
    expect(codes).not.toContain('NO_PATH')
  })

  it('events in a list are all handled', async () => {
    const users: unknown[] = []
    const handler = eventGridTrigger({ connected: ({ userId }) => void users.push(userId) })
    const events = ['ada', 'grace'].map((userId) => eventGrid.connectedEvent({ userId }))
    await handler(events, createInvocation())
    expect(users).toEqual(['ada', 'grace'])
  })

  it.each(['path', 'authorize', 'origins', 'subscriptions'])('refuses %s, which the host decides', (name) => {
    expect(() => eventGridTrigger({}, { [name]: [] })).toThrow(`'${name}' is for HTTP triggers`)
    // Not set, as an option from an environment may be.
    expect(eventGridTrigger({}, { [name]: undefined })).toBeTypeOf('function')
  })
})
