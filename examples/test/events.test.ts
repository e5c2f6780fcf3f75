import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Example, examples, startExample, viewer } from './example.js'

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
    const hub = async () => {
      const { users = 0, connections = 0, list = [] } = (await example.list()).hubs[hubName] ?? {}
      return { users, connections, list: list.map(({ userId }) => userId) }
    }
    const accept = async (request: ReturnType<typeof builder.batch>) =>
      expect((await example.send(request)).status).toBe(200)

    it('counts a client from connected to disconnected, however often each is delivered', async () => {
      const ada = { hubName, connectionId: crypto.randomUUID(), userId: 'ada' }
      const connected = builder.connected({ ...ada, id: '1' })
      const disconnected = builder.disconnected({ ...ada, id: '2' })

      await accept(connected)
      await accept(connected)
      expect(await hub()).toEqual({ users: 1, connections: 1, list: ['ada'] })
      await accept(disconnected)
      await accept(disconnected)
      // The user stays online during the grace period, since most clients reconnect.
      expect(await hub()).toEqual({ users: 1, connections: 0, list: ['ada'] })
    })

    it('leaves a client offline whose disconnected event came first', async () => {
      const before = await hub()
      const details = { hubName, connectionId: crypto.randomUUID(), userId: 'late' }
      await accept(builder.disconnected(details))
      await accept(builder.connected(details))
      expect(await hub()).toEqual(before)
    })

    it('counts an anonymous client as a connection and no user', async () => {
      const before = await hub()
      const details = { hubName, connectionId: crypto.randomUUID(), userId: null }
      await accept(builder.connected(details))
      expect(await hub()).toEqual({ ...before, connections: before.connections + 1 })
      await accept(builder.disconnected(details))
      expect(await hub()).toEqual(before)
    })
  })

  it('gives only counts to viewers who are not signed in', async () => {
    await example.send(eventGrid.connected({ hubName: 'secrets', userId: 'ada' }))
    const { hubs } = (await (await fetch(`${example.url}/online`)).json()) as { hubs: object }
    expect(hubs).toMatchObject({ secrets: { users: 1, connections: 1 } })
    expect(JSON.stringify(hubs)).not.toContain('ada')
    const stream = await readSome(`${example.url}/online/events`)
    expect(stream).toContain('"secrets":{"users":1,"connections":1}')
    expect(stream).not.toContain('ada')
  })

  it('resumes a stream at its Last-Event-ID', async () => {
    const hubName = 'stream'
    await example.send(eventGrid.connected({ hubName, userId: 'ada' }))
    const first = await readSome(`${example.url}/online/events`, viewer, '"hub":"stream"')
    expect(first).toContain('event: list')
    const id = /^id: (.*)$/m.exec(first.slice(first.indexOf('"hub":"stream"') - 200))?.[1] ?? ''
    await example.send(eventGrid.connected({ hubName, userId: 'bob' }))
    const again = { ...viewer, 'last-event-id': id }
    const second = await readSome(`${example.url}/online/events`, again, '"userId":"bob"')
    expect(second).toContain('{"hub":"stream","type":"online","userId":"bob"')
    expect(second).not.toContain('"userId":"ada"')
  })

  it.each(['?key=wrong', '?key=', ''])('refuses a delivery with the query "%s"', async (query) => {
    const before = await example.list()
    expect((await example.send(eventGrid.connected(), query)).status).toBe(401)
    expect(await example.list()).toEqual(before)
  })

  it('accepts a new and an old key while they are rotated', async () => {
    const another = await startExample(name, { EVENTS_KEY: 'new-secret,secret' })
    onTestFinished(() => void another.stop())
    const statuses = ['?key=new-secret', '?key=secret', '?key=new-secret,secret'].map(
      async (query) => (await another.send(eventGrid.connected(), query)).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 200, 401])
  })

  it('is ready', async () => {
    expect((await fetch(`${example.url}/ready`)).status).toBe(200)
  })

  it('passes other requests to the app', async () => {
    const page = await fetch(example.url)
    expect(page.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i)
    expect(await page.text()).toContain('<h1>Who is online</h1>')
    expect((await fetch(`${example.url}/nowhere`)).status).toBe(404)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('shuts down gracefully on %s', async (signal) => {
    const another = await startExample(name)
    onTestFinished(() => void another.stop())
    expect((await another.send(eventGrid.connected())).status).toBe(200)
    expect(await another.stop(signal)).toBe(0)
  })
})

/** The beginning of a stream, until it contains a text. */
async function readSome(
  url: string,
  headers: Record<string, string> = {},
  until = 'event: counts',
): Promise<string> {
  const stop = new AbortController()
  const answer = await fetch(url, {
    headers,
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]),
  })
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  let text = ''
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (text.includes(until) && text.endsWith('\n\n')) break
  }
  stop.abort()
  return text
}
