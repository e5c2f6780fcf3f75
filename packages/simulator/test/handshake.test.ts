import { classifyHandshake, manualClock, type SubscriptionOptions } from '@signalr-events/simulator'
import { describe, expect, it } from 'vitest'
import { handshake, type ReceivedRequest, startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

type Schema = NonNullable<SubscriptionOptions['schema']>
const schemas: readonly Schema[] = ['eventgrid', 'cloudevents']

const isHandshake = ({ method, headers }: ReceivedRequest) =>
  method === 'OPTIONS' || headers['aeg-event-type'] === 'SubscriptionValidation'

describe.each(schemas)('in the schema %s', (schema) => {
  it('delivers to an endpoint that answers the handshake', async () => {
    const endpoint = await startEndpoint()
    const { grid } = await startGrid({ endpoint: endpoint.url, schema })
    expect(grid.subscriptions()).toMatchObject([{ name: 'mine', state: 'Succeeded' }])
    grid.publish({ type: 'connected' })
    await grid.idle()
    expect(endpoint.requests.map(isHandshake)).toEqual([true, false])
  })

  it.each([201, 202, 204, 301, 400, 404, 405, 500])('fails on %i, and delivers nothing', async (status) => {
    const endpoint = await startEndpoint(() => status)
    const { grid, clock } = await startGrid({ endpoint: endpoint.url, schema })
    expect(grid.subscriptions()).toMatchObject([
      { state: 'Failed', reason: expect.stringContaining(`The status is ${status}, and `) },
    ])
    grid.publish({ type: 'connected' })
    await clock.advance('24h')
    expect(endpoint.requests).toHaveLength(1)
    expect(grid.subscriptions()).toMatchObject([{ events: 0 }])
  })

  it('waits for a manual validation if the answer is 200 without the code or permission', async () => {
    const endpoint = await startEndpoint(() => 200)
    const { grid } = await startGrid({ endpoint: endpoint.url, schema })
    const [waiting] = grid.subscriptions()
    expect(waiting?.state).toBe('AwaitingManualAction')
    grid.publish({ type: 'connected', userId: 'too early' })

    const url = waiting?.validationUrl ?? ''
    expect((await fetch(`${url}-not`)).status).toBe(404)
    expect((await fetch(url)).status).toBe(200)
    expect(grid.subscriptions()).toMatchObject([{ state: 'Succeeded' }])
    expect(grid.subscriptions()[0]?.validationUrl).toBeUndefined()
    expect((await fetch(url)).status, 'a second time').toBe(404)

    grid.publish({ type: 'connected', userId: 'ada' })
    await grid.idle()
    expect(endpoint.deliveries().map(({ body }) => body)).toEqual([expect.stringContaining('"ada"')])
  })

  it('fails if it is not validated manually within ten minutes', async () => {
    const endpoint = await startEndpoint(() => 200)
    const { grid, clock } = await startGrid({ endpoint: endpoint.url, schema })
    const url = grid.subscriptions()[0]?.validationUrl ?? ''
    await clock.advance('599s')
    expect(grid.subscriptions()).toMatchObject([{ state: 'AwaitingManualAction' }])
    await clock.advance('1s')
    expect(grid.subscriptions()).toMatchObject([{ state: 'Failed' }])
    expect((await fetch(url)).status).toBe(404)
  })

  it('is retried after five seconds without an answer, and fails after three attempts', async () => {
    const endpoint = await startEndpoint(() => 'handled')
    const clock = manualClock({ maxWait: '1s' })
    const { grid } = await startGrid({ endpoint: endpoint.url, schema }, {}, clock)
    const asked: [number, number][] = []
    for (let second = 1; second <= 120; second++) {
      await clock.advance('1s')
      if (endpoint.requests.length > asked.length) asked.push([second, endpoint.requests.length])
    }
    // 30 s without an answer, and 5 s more.
    expect(asked).toEqual([
      [1, 1],
      [35, 2],
      [70, 3],
    ])
    expect(grid.subscriptions()).toMatchObject([{ state: 'Failed', reason: 'No answer: TimeoutError' }])
  })

  it('can be repeated, as for an update', async () => {
    let works = false
    const endpoint = await startEndpoint(() => (works ? undefined : 404))
    const { grid } = await startGrid({ endpoint: endpoint.url, schema })
    works = true
    grid.validate('mine')
    await grid.idle()
    expect(grid.subscriptions()).toMatchObject([{ state: 'Succeeded' }])
    expect(() => grid.validate('other')).toThrow(new TypeError("There is no subscription 'other'"))
  })

  it('reports why there is no answer', async () => {
    const { grid } = await startGrid({ endpoint: 'http://127.0.0.1:9', schema, handshakeAttempts: 1 })
    expect(grid.subscriptions()).toMatchObject([{ state: 'Failed', reason: 'No answer: ECONNREFUSED' }])
  })
})

it('sends delivery properties with the POST, and not with OPTIONS', async () => {
  const endpoint = await startEndpoint()
  for (const schema of schemas)
    await startGrid({ endpoint: endpoint.url, schema, headers: { 'x-key': 'secret' } })
  expect(endpoint.requests.map(({ method, headers }) => [method, headers['x-key']])).toEqual([
    ['POST', 'secret'],
    ['OPTIONS', undefined],
  ])
})

it('sends a code, a URL and the name of the subscription', async () => {
  const endpoint = await startEndpoint()
  const source = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours'
  await startGrid({ endpoint: endpoint.url, name: 'Two Words/é' }, { source })
  await startGrid({ endpoint: endpoint.url, schema: 'cloudevents' })
  const [post, options] = endpoint.requests
  const [event] = JSON.parse(post?.body ?? '')
  expect(post?.headers['aeg-subscription-name']).toBe('TWO WORDS/É')
  expect(event).toMatchObject({
    topic: source,
    subject: '',
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    data: {
      validationCode: expect.stringMatching(/^[0-9A-F-]{36}$/),
      validationUrl: `${new URL(event.data.validationUrl).origin}/eventsubscriptions/Two%20Words%2F%C3%A9/validate?id=${event.data.validationCode}`,
    },
  })
  expect(options?.headers).toMatchObject({
    'webhook-request-origin': 'eventgrid.azure.net',
    'webhook-request-callback': expect.stringMatching(
      /^http:\/\/127\.0\.0\.1:\d+\/eventsubscriptions\/mine\//,
    ),
  })
})

describe('the answer to a handshake', () => {
  const code = 'C0DE'
  it.each([
    ['eventgrid', {}, '{"validationResponse":"C0DE"}', 'Succeeded'],
    ['eventgrid', {}, '{"ValidationResponse":"C0DE"}', 'AwaitingManualAction'],
    ['eventgrid', {}, '{"validationResponse":"c0de"}', 'AwaitingManualAction'],
    ['eventgrid', {}, '[{"validationResponse":"C0DE"}]', 'AwaitingManualAction'],
    ['eventgrid', {}, 'C0DE', 'AwaitingManualAction'],
    ['eventgrid', {}, '"C0DE"', 'AwaitingManualAction'],
    ['eventgrid', {}, 'null', 'AwaitingManualAction'],
    ['eventgrid', {}, '', 'AwaitingManualAction'],
    ['cloudevents', { 'webhook-allowed-origin': 'eventgrid.azure.net' }, '', 'Succeeded'],
    ['cloudevents', { 'webhook-allowed-origin': 'EventGrid.Azure.NET' }, '', 'Succeeded'],
    ['cloudevents', { 'webhook-allowed-origin': '*' }, 'any', 'Succeeded'],
    ['cloudevents', { 'webhook-allowed-origin': 'example.org' }, '', 'Failed'],
    ['cloudevents', { 'access-control-allow-origin': '*' }, '', 'AwaitingManualAction'],
  ] as const)('as %s with %o and %s means %s', (schema, headers, body, state) => {
    expect(classifyHandshake(schema, { status: 200, headers, body }, code).state).toBe(state)
  })
})

it('delivers nothing before the handshake is answered', async () => {
  let answer: () => void = () => {}
  const endpoint = await startEndpoint((request, response) => {
    if (!isHandshake(request)) return 200
    answer = () => void handshake(request, response)
    return 'handled'
  })
  const clock = manualClock({ maxWait: '1s' })
  const { grid } = await startGrid({ endpoint: endpoint.url }, {}, clock)
  grid.publish({ type: 'connected' })
  await clock.advance('20s')
  expect(endpoint.requests).toHaveLength(1)
  answer()
  await expect.poll(() => grid.subscriptions()[0]?.state).toBe('Succeeded')
  grid.publish({ type: 'connected' })
  await grid.idle()
  expect(endpoint.deliveries()).toHaveLength(1)
})
