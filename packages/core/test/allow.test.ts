import {
  type Authorize,
  allOf,
  anyOf,
  createWebhook,
  WebhookError,
  type WebhookOptions,
} from '@signalr-events/core'
import { cloudEvents, createClient, type EventGridRequest, eventGrid, samples } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { listening } from './support.js'

const ours = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours'
const theirs = `${ours}-not`

async function send(options: WebhookOptions, request: EventGridRequest) {
  const users: unknown[] = []
  const unknown: unknown[] = []
  const handle = ({ userId }: { userId: string | undefined }) => users.push(userId)
  const { webhook, errors } = listening(
    { connected: handle, disconnected: handle },
    { path: '/', onUnknown: (event) => unknown.push(event), ...options },
  )
  const { status } = await createClient(webhook).send(request)
  return { status, users, unknown, errors: errors.map(({ code, field }) => `${code} ${field}`) }
}

const nothing = { users: [], unknown: [], errors: [] }

describe('sources', () => {
  const sources = [ours]

  it.each([ours, ours.toUpperCase(), ours.toLowerCase()])(
    'events of the source %s are handled',
    async (source) => {
      for (const builder of [eventGrid, cloudEvents]) {
        const result = await send({ sources }, builder.connected({ source, userId: 'ada' }))
        expect(result).toEqual({ ...nothing, status: 200, users: ['ada'] })
      }
    },
  )

  it('events of another source are reported, not handled, and do not block the other events', async () => {
    const events = [theirs, ours, `${ours}/`, '/'].map((source, i) =>
      eventGrid.connectedEvent({ source, userId: `${i}` }),
    )
    expect(await send({ sources }, eventGrid.batch(events))).toEqual({
      ...nothing,
      status: 200,
      users: ['1'],
      errors: Array(3).fill('NOT_ALLOWED topic'),
    })
  })

  it('a delivery with events of other sources only is answered 403, so it is dead-lettered and not lost', async () => {
    const result = await send({ sources }, cloudEvents.connected({ source: theirs }))
    expect(result).toEqual({ ...nothing, status: 403, errors: ['NOT_ALLOWED source'] })
  })

  it.each(['BlobCreated', 'SubscriptionDeletedEvent'])(
    '%s of another source reaches no hook',
    async (type) => {
      const event = {
        ...eventGrid.connectedEvent({ source: theirs }),
        eventType: `Microsoft.EventGrid.${type}`,
      }
      expect(await send({ sources }, eventGrid.batch([event]))).toMatchObject({ status: 403, unknown: [] })
    },
  )

  const validation = (topic: unknown) => {
    const { body = '' } = eventGrid.handshake({ code: 'c' })
    return { ...eventGrid.handshake(), body: JSON.stringify([{ ...JSON.parse(body)[0], topic }]) }
  }
  it.each([
    [ours, 200],
    [ours.toUpperCase(), 200],
    ['/subscriptions/1', 200],
    ['/SUBSCRIPTIONS/1', 200],
    ['/subscriptions/12', 403],
    ['/subscriptions', 403],
    ['/subscriptions/1/resourceGroups/rg', 403],
    ['', 403],
    [theirs, 403],
    [undefined, 403],
    [7, 403],
  ])('a validation request for %s is answered %i', async (topic, status) => {
    expect(await send({ sources }, validation(topic))).toMatchObject({ status })
  })

  it('later changes of the list have no effect', async () => {
    const list = [ours]
    const webhook = createWebhook({}, { path: '/', sources: list, onError() {} })
    list[0] = '/subscriptions/12/resource'
    const statuses = ['/subscriptions/1', '/subscriptions/12'].map(async (topic) => {
      return (await createClient(webhook).send(validation(topic))).status
    })
    expect(await Promise.all(statuses)).toEqual([200, 403])
  })

  it('an event of the documentation comes only from the resource that it names', async () => {
    const body = JSON.stringify(samples.find(({ name }) => name === 'signalr-real-connected-anonymous')?.body)
    const request = { ...eventGrid.connected(), body }
    const source = JSON.parse(body).topic
    expect(await send({ sources: [source] }, request)).toMatchObject({ status: 200 })
    expect(await send({ sources }, request)).toMatchObject({ status: 403 })
  })
})

describe('subscriptions', () => {
  const subscriptions = ['Online', 'other']

  it.each([
    ['ONLINE', 200],
    ['online', 200],
    ['OTHER', 200],
    ['ONLINE2', 403],
    ['', 403],
  ])('%s is answered %i', async (subscription, status) => {
    for (const request of [
      eventGrid.connected({}, { subscription }),
      eventGrid.deletion({ subscription }),
      cloudEvents.disconnected({}, { subscription }),
    ]) {
      expect((await send({ subscriptions }, request)).status).toBe(status)
    }
  })

  it('without a name the body is not read, and nothing is validated or handled', async () => {
    const { 'aeg-subscription-name': _, ...headers } = eventGrid.connected().headers
    let read = false
    const webhook = createWebhook({}, { path: '/', subscriptions, onError: () => {} })
    const { status } = await webhook.handle({
      method: 'POST',
      url: '/',
      native: undefined,
      header: (name) => headers[name as keyof typeof headers],
      body() {
        read = true
        return '[]'
      },
    })
    expect([status, read]).toEqual([403, false])
    expect(await send({ subscriptions }, eventGrid.handshake())).toMatchObject({ status: 403 })
  })
})

it('hubs: events of others are reported and do not block the other events', async () => {
  const events = ['ChatHub', 'chathub', 'chat'].map((hubName) =>
    eventGrid.connectedEvent({ hubName, userId: hubName }),
  )
  expect(await send({ hubs: ['chatHub'] }, eventGrid.batch(events))).toEqual({
    ...nothing,
    status: 200,
    users: ['ChatHub', 'chathub'],
    errors: ['NOT_ALLOWED data.hubName'],
  })
})

it('hubs: a single event of another hub is acknowledged, since it comes from an allowed resource', async () => {
  expect(await send({ hubs: ['chat'] }, eventGrid.connected({ hubName: 'game' }))).toMatchObject({
    status: 200,
    users: [],
  })
})

// As a shell or a file of variables leaves them. A 403 for all events would be noticed late: the handshake may succeed.
it.each(['\n', ' ', '\r\n', '/', '/\n'])(
  'a configured name that ends with %o means the name',
  async (end) => {
    const lists = { sources: [`${ours}${end}`], subscriptions: [`mine${end}`], hubs: [` chat${end}`] }
    const request = eventGrid.connected({ source: ours, hubName: 'chat', userId: 'ada' })
    const headers = { ...request.headers, 'aeg-subscription-name': 'MINE' }
    const result = await send(lists, { ...request, headers })
    expect(result).toEqual({ ...nothing, status: 200, users: ['ada'] })
    expect(await send(lists, eventGrid.connected({ source: theirs }))).toMatchObject({
      status: 403,
      users: [],
    })
  },
)

it.each([' ', '/', ' / '])('a configured name %o allows nothing, nor an empty name', async (name) => {
  const anonymous = JSON.stringify([{ ...eventGrid.connectedEvent(), topic: '' }])
  const request = { ...eventGrid.connected(), body: anonymous }
  expect(await send({ sources: [name] }, request)).toMatchObject({ users: [], status: 403 })
})

it.each(['sources', 'subscriptions', 'hubs'])(
  '%s: an empty list allows nothing that was refused before',
  (name) => {
    for (const list of [[], [''], [undefined], 'x', null]) {
      expect(() => createWebhook({}, { [name]: list })).toThrow(TypeError)
    }
  },
)

describe('anyOf and allOf', () => {
  const yes: Authorize = () => true
  const no: Authorize = async () => false
  const refuse: Authorize = () => Promise.reject(new WebhookError('UNAUTHORIZED', { cause: 'why' }))
  const down: Authorize = () => Promise.reject(new Error('down'))

  it.each([
    [anyOf(yes), 200],
    [anyOf(no, yes), 200],
    [anyOf(down, yes), 200],
    [anyOf(refuse, yes), 200],
    [anyOf(no), 401],
    [anyOf(no, refuse), 401],
    [anyOf(no, down), 503],
    [anyOf(down, refuse), 503],
    [anyOf(refuse, down), 503],
    [anyOf(refuse, () => Promise.reject()), 503],
    [() => Promise.reject(new WebhookError('BODY_TOO_LARGE')), 503],
    [allOf(yes), 200],
    [allOf(yes, yes), 200],
    [allOf(yes, no), 401],
    [allOf(yes, refuse), 401],
    [allOf(yes, down), 503],
    [allOf(no, down), 401],
    [allOf(anyOf(no, yes), anyOf(yes, down)), 200],
    [anyOf(allOf(yes, no), allOf(yes, yes)), 200],
  ])('%# answers %i', async (authorize, status) => {
    expect(await send({ authorize }, eventGrid.connected())).toMatchObject({ status })
  })

  it('reports why the delivery was refused', async () => {
    const { webhook, errors } = listening({}, { path: '/', authorize: anyOf(no, refuse) })
    await createClient(webhook).send(eventGrid.connected())
    expect(errors).toMatchObject([{ code: 'UNAUTHORIZED', cause: 'why' }])
  })

  it.each([[[]], [['key']], [[yes, undefined]]])('%o throws when the webhook is created', (ways) => {
    expect(() => anyOf(...(ways as Authorize[]))).toThrow(TypeError)
    expect(() => allOf(...(ways as Authorize[]))).toThrow(TypeError)
  })
})
