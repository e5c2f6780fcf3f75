import { createServer } from 'node:net'
import { cloudEvent, eventGridEvent } from '@signalr-events/core/schemas'
import { samples } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { startTcp } from '../../../test/support/servers.js'
import { forDeliveries, startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

/** The bytes of a delivery, recorded by a TCP server. */
async function captureDelivery(schema: 'eventgrid' | 'cloudevents'): Promise<string> {
  const texts: string[] = []
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text) => {
      texts.push(String(text))
      const code = /"validationCode":"([^"]+)"/.exec(String(text))?.[1]
      const body = code === undefined ? '' : JSON.stringify({ validationResponse: code })
      socket.write(
        `HTTP/1.1 200 OK\r\nwebhook-allowed-origin: *\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
    })
  })
  const endpoint = `http://127.0.0.1:${await startTcp(server)}/events?key=s%2Fx`
  const { grid } = await startGrid({ endpoint, schema, name: 'ThermostatAlert' })
  grid.publish({ type: 'connected', userId: 'ada', hubName: 'chat', connectionId: 'c1' })
  await grid.idle()
  return texts.at(-1) ?? ''
}

describe.each(['eventgrid', 'cloudevents'] as const)('a delivery as %s', (schema) => {
  it('has the request line, headers and body of captures', async () => {
    const [head = '', body = ''] = (await captureDelivery(schema)).split('\r\n\r\n')
    const [line, ...lines] = head.split('\r\n')
    const headers = Object.fromEntries(lines.map((header) => header.split(/: (.*)/s).slice(0, 2)))
    expect(line).toBe('POST /events?key=s%2Fx HTTP/1.1')
    expect(headers).toEqual({
      connection: 'Keep-Alive',
      'accept-encoding': 'gzip,deflate',
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      'content-length': String(Buffer.byteLength(body)),
      'content-type':
        schema === 'eventgrid'
          ? 'application/json; charset=utf-8'
          : 'application/cloudevents+json; charset=utf-8',
      'aeg-subscription-name': 'THERMOSTATALERT',
      'aeg-event-type': 'Notification',
      'aeg-delivery-count': '0',
      'aeg-metadata-version': '1',
      'aeg-data-version': schema === 'eventgrid' ? '1.0' : '',
      ...(schema === 'cloudevents' ? { origin: 'eventgrid.azure.net' } : {}),
    })
  })

  it('has only headers that captures have', async () => {
    const capture = samples.find(({ name }) => name === 'delivery-cloudevents-az220-headers-and-body')
    const { headers } = (capture ?? expect.fail('no capture')).body as { headers: object }
    const known = Object.keys(headers).map((name) => name.toLowerCase())
    const [head = ''] = (await captureDelivery(schema)).split('\r\n\r\n')
    for (const header of head.split('\r\n').slice(1)) expect(known).toContain(header.split(':')[0])
  })
})

it('sends events that the schemas accept, arrays as Event Grid and bare objects as CloudEvents', async () => {
  const endpoint = await startEndpoint()
  for (const schema of ['eventgrid', 'cloudevents'] as const) {
    const { grid } = await startGrid({ endpoint: endpoint.url, schema })
    grid.publish([
      { type: 'connected', userId: null },
      { type: 'disconnected', errorMessage: 'Internal server error.' },
    ])
    await grid.idle()
  }
  const bodies = endpoint.deliveries().map(({ body }) => JSON.parse(body))
  expect(bodies.map(Array.isArray)).toEqual([true, true, false, false])
  for (const body of bodies.slice(0, 2)) expect(eventGridEvent.safeParse(body[0]).error).toBeUndefined()
  for (const body of bodies.slice(2)) expect(cloudEvent.safeParse(body).error).toBeUndefined()
  expect(bodies[0][0].data).not.toHaveProperty('userId')
  expect(bodies[3].data.errorMessage).toBe('Internal server error.')
})

describe('a batch', () => {
  const publish = Array.from({ length: 10 }, (_, i) => ({
    type: 'connected' as const,
    connectionId: `c${i}`,
  }))

  async function sizes(batch: object, schema: 'eventgrid' | 'cloudevents' = 'eventgrid', concurrency = 1) {
    const endpoint = await startEndpoint()
    const { grid } = await startGrid({ endpoint: endpoint.url, batch, schema, concurrency })
    grid.publish(publish)
    await grid.idle()
    return endpoint.deliveries().map(({ body, headers }) => ({ events: JSON.parse(body), body, headers }))
  }

  it.each([
    [1, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    [4, [4, 4, 2]],
    [5000, [10]],
  ])('of at most %i events contains as many pending events as possible', async (maxEvents, lengths) => {
    const deliveries = await sizes({ maxEvents })
    expect(deliveries.map(({ events }) => events.length)).toEqual(lengths)
    expect(
      deliveries.flatMap(({ events }) =>
        events.map((event: { data: { connectionId: string } }) => event.data.connectionId),
      ),
    ).toEqual(publish.map(({ connectionId }) => connectionId))
  })

  it('does not grow beyond the preferred size', async () => {
    for (const { body } of await sizes({ maxEvents: 5000, preferredKilobytes: 1 }))
      expect(body.length).toBeLessThanOrEqual(1024 + 100)
  })

  it('of one event that is larger than the preferred size is still sent', async () => {
    const endpoint = await startEndpoint()
    const { grid } = await startGrid({
      endpoint: endpoint.url,
      batch: { maxEvents: 10, preferredKilobytes: 1 },
    })
    grid.publish([{ type: 'connected', userId: 'x'.repeat(5000) }, { type: 'connected' }])
    await grid.idle()
    expect(endpoint.deliveries().map(({ body }) => JSON.parse(body).length)).toEqual([1, 1])
  })

  it('of CloudEvents is an array with the batch content type, even with one event', async () => {
    const deliveries = await sizes({ maxEvents: 9 }, 'cloudevents')
    expect(deliveries.map(({ events, headers }) => [events.length, headers['content-type']])).toEqual([
      [9, 'application/cloudevents-batch+json; charset=utf-8'],
      [1, 'application/cloudevents-batch+json; charset=utf-8'],
    ])
  })

  it('is retried as a whole', async () => {
    let failures = 1
    const endpoint = await startEndpoint(forDeliveries(() => (failures-- > 0 ? 500 : undefined)))
    const { grid, clock } = await startGrid({ endpoint: endpoint.url, batch: { maxEvents: 100 } })
    grid.publish(publish)
    await clock.advance('10s')
    const [first, second] = endpoint.deliveries()
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['aeg-delivery-count']).toBe('1')
  })
})

describe('a filter', () => {
  it.each([
    [{}, ['connected chat', 'connected ChatRoom', 'disconnected game']],
    [
      { includedEventTypes: ['Microsoft.SignalRService.ClientConnectionDisconnected'] },
      ['disconnected game'],
    ],
    [{ subjectBeginsWith: '/hub/chat' }, ['connected chat', 'connected ChatRoom']],
    [{ subjectBeginsWith: '/hub/chat', isSubjectCaseSensitive: true }, ['connected chat']],
    [{ subjectEndsWith: 'AM' }, []],
    [{ subjectEndsWith: 'ame' }, ['disconnected game']],
  ])('%o passes %o', async (filter, expected) => {
    const endpoint = await startEndpoint()
    const { grid } = await startGrid({ endpoint: endpoint.url, filter, concurrency: 1 })
    grid.publish([
      { type: 'connected', hubName: 'chat' },
      { type: 'connected', hubName: 'ChatRoom' },
      { type: 'disconnected', hubName: 'game' },
    ])
    await grid.idle()
    const passed = endpoint.deliveries().map(({ body }) => {
      const [{ eventType, data }] = JSON.parse(body)
      return `${eventType.endsWith('Disconnected') ? 'disconnected' : 'connected'} ${data.hubName}`
    })
    expect(passed).toEqual(expected)
  })
})
