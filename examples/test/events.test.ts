import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Example, examples, startExample } from './example.js'

describe.each(examples)('the %s example', (name) => {
  let example: Example
  beforeAll(async () => {
    example = await startExample(name)
    return () => example.stop()
  })

  it('answers the handshake in Event Grid schema', async () => {
    const response = await example.send(eventGrid.handshake({ code: 'c0de' }))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ validationResponse: 'c0de' })
  })

  it('answers the handshake of CloudEvents', async () => {
    const response = await example.send(cloudEvents.handshake({ origin: 'eventgrid.azure.net' }))
    expect(response.status).toBe(200)
    expect(response.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net')
  })

  describe.each([eventGrid, cloudEvents])('in the schema $schema', (builder) => {
    const hubName = builder.schema
    const hub = async () => (await example.list()).hubs[hubName]
    const accept = async (request: ReturnType<typeof builder.batch>) =>
      expect((await example.send(request)).status).toBe(200)

    it('lists a client from connected to disconnected, however often each is delivered', async () => {
      const timestamp = '2026-01-02T03:04:05.1234567Z'
      const ada = { hubName, connectionId: crypto.randomUUID(), userId: 'ada', timestamp }
      const connected = builder.connected({ ...ada, id: '1' })
      const disconnected = builder.disconnected({ ...ada, id: '2' })

      await accept(connected)
      await accept(connected)
      expect(await hub()).toEqual([{ connectionId: ada.connectionId, userId: 'ada', since: timestamp }])
      await accept(disconnected)
      await accept(disconnected)
      expect(await hub()).toBeUndefined()
    })

    it('leaves a client offline whose disconnected event came first', async () => {
      const details = { hubName, connectionId: crypto.randomUUID() }
      await accept(builder.disconnected(details))
      await accept(builder.connected(details))
      expect(await hub()).toBeUndefined()
    })

    it('lists an anonymous client without a user', async () => {
      const details = { hubName, connectionId: crypto.randomUUID(), userId: null }
      await accept(builder.batch([builder.connectedEvent(details), builder.connectedEvent({ hubName: 'x' })]))
      expect(await hub()).toEqual([{ connectionId: details.connectionId, since: expect.any(String) }])
      await accept(builder.disconnected(details))
    })
  })

  it.each(['?key=wrong', '?key=', ''])('refuses a delivery with the query "%s"', async (query) => {
    const before = await example.list()
    expect((await example.send(eventGrid.connected(), query)).status).toBe(401)
    expect(await example.list()).toEqual(before)
  })

  it('is ready', async () => {
    expect((await fetch(`${example.url}/ready`)).status).toBe(200)
  })

  it('leaves other requests alone', async () => {
    const page = await fetch(example.url)
    expect(page.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i)
    expect(await page.text()).toContain('<h1>Who is online</h1>')
    expect((await fetch(`${example.url}/nowhere`)).status).toBe(404)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends in good order on %s', async (signal) => {
    const another = await startExample(name)
    onTestFinished(() => void another.stop())
    expect((await another.send(eventGrid.connected())).status).toBe(200)
    expect(await another.stop(signal)).toBe(0)
  })
})
