import type { GoneReason, SignalRServiceOptions } from '@signalr-events/emulator'
import { describe, expect, it } from 'vitest'
import { combinations } from './support/clients.js'
import { createRaw, handshake, type Raw, type Socket, separator } from './support/raw.js'
import { expectEvents, start } from './support/service.js'

// Every way in which a connection ends: its reason, what the client sees, what the event says.

async function open(options: SignalRServiceOptions = {}) {
  const reasons: GoneReason[] = []
  const started = await start({
    onConnection: (change) => change.type === 'gone' && reasons.push(change.reason),
    ...options,
  })
  const raw = createRaw(await started.service.negotiate({ hub: 'chat', userId: 'ada' }))
  const expectGone = async (reason: GoneReason, errorMessage?: string) => {
    await expectEvents(started.events, 'connected', 'disconnected')
    expect(started.events[1]?.errorMessage).toBe(errorMessage)
    expect(reasons).toEqual([reason])
  }
  return { ...started, raw, expectGone }
}

async function openSocket(options?: SignalRServiceOptions) {
  const opened = await open(options)
  const socket = await opened.raw.open()
  socket.webSocket.send(handshake('json'))
  await opened.service.waitFor({ userId: 'ada' })
  return { ...opened, socket }
}

async function openPolling(raw: Raw): Promise<string> {
  const { id } = await raw.negotiate()
  await raw.request('GET', id)
  await raw.request('POST', id, { body: handshake('json') })
  return id
}

/** The Close message that a client got. */
const closeOf = (socket: Socket): unknown =>
  socket
    .text()
    .split(separator)
    .filter((each) => each.includes('"type":7'))
    .map((each) => JSON.parse(each))[0]

describe('a client that leaves', () => {
  it('by a Close message', async () => {
    const { socket, expectGone } = await openSocket()
    socket.webSocket.send(`{"type":7}${separator}`)
    await expectGone('client-close')
    expect(await socket.closed).toBe(1000)
  })

  it('by a Close message with an error', async () => {
    const { socket, expectGone } = await openSocket()
    socket.webSocket.send(`{"type":7,"error":"out of coffee"}${separator}`)
    await expectGone('client-close', 'out of coffee')
  })

  it.each([1000, 1001, undefined])('by closing its WebSocket with %s', async (code) => {
    const { socket, expectGone } = await openSocket()
    socket.webSocket.close(code)
    await expectGone('client-close')
  })

  it('by DELETE', async () => {
    const { raw, expectGone } = await open()
    const id = await openPolling(raw)
    expect((await raw.request('DELETE', id)).status).toBe(202)
    await expectGone('client-close')
  })
})

describe('a client whose connection is lost', () => {
  it.each([3000, 1011])('by closing its WebSocket with %s', async (code) => {
    const { socket, expectGone } = await openSocket()
    socket.webSocket.close(code)
    await expectGone('transport-lost', 'The connection was lost.')
  })

  it('by a WebSocket whose socket closes', async () => {
    const { socket, expectGone } = await openSocket()
    socket.webSocket.terminate()
    await expectGone('transport-lost', 'The connection was lost.')
  })

  it('by server-sent events that end', async () => {
    const { raw, expectGone } = await open()
    const { id } = await raw.negotiate()
    const response = await raw.request('GET', id, { accept: 'text/event-stream' })
    await raw.request('POST', id, { body: handshake('json') })
    await response.body?.cancel()
    await expectGone('transport-closed')
  })

  it('by silence', async () => {
    const { socket, expectGone } = await openSocket({ connectionTimeout: 100 })
    await expectGone('client-timeout', 'The client sent no message or ping within 0.1 s.')
    await socket.closed
    expect(closeOf(socket)).toEqual({
      ...{ type: 7, error: 'The client sent no message or ping within 0.1 s.', allowReconnect: true },
    })
  })

  it('by missing polls', async () => {
    const { raw, expectGone } = await open({ pollGrace: 50 })
    await openPolling(raw)
    await expectGone('poll-timeout', 'The client did not come back.')
  })
})

describe('a client that stays', () => {
  it('gets pings while it is idle, and its own pings keep it connected', async () => {
    const { service, socket } = await openSocket({ keepAliveInterval: 40, connectionTimeout: 400 })
    const pings = () => socket.text().split('{"type":6}').length - 1
    for (let i = 1; i < 15; i++) {
      await expect.poll(pings, { interval: 5 }).toBeGreaterThanOrEqual(i)
      socket.webSocket.send(`{"type":6}${separator}`)
    }
    expect(service.connections()).toHaveLength(1)
  })

  it.each(combinations)('pings by itself: %s, %s', async (transport, protocol) => {
    const { service, warnings, connect } = await start({
      connectionTimeout: 600,
      keepAliveInterval: 50,
      pollGrace: 300,
    })
    const client = await connect('ada', { transport, protocol, pingInterval: 50 })
    // Another client is silent. Its end shows that the timeout has passed.
    const silent = await createRaw(await service.negotiate({ hub: 'chat' })).open()
    silent.webSocket.send(handshake('json'))
    await silent.closed
    expect(service.connections()).toMatchObject([{ userId: 'ada', transport, protocol }])
    expect(client.state).toBe('Connected')
    expect(warnings.map(({ code }) => code)).toEqual(['short-timeout'])
  })

  it('by polls that are held and answered without messages', async () => {
    const { raw, service } = await open({ connectionTimeout: 30 })
    const id = await openPolling(raw)
    await raw.request('GET', id)
    const response = await raw.request('GET', id)
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(service.connections()).toHaveLength(1)
  })
})

describe('the service', () => {
  it('stops: clients are closed for good', async () => {
    const { service, socket, expectGone } = await openSocket()
    await service.stop()
    await expectGone('service-stopped')
    await socket.closed
    expect(closeOf(socket)).toEqual({ type: 7, allowReconnect: false })
  })

  it.each(combinations)(
    'stops: a real client that would reconnect does not, %s, %s',
    async (transport, protocol) => {
      const { service, events, connect } = await start()
      const client = await connect('ada', { transport, protocol, reconnect: [0, 0, 0] })
      await service.stop()
      await expect.poll(() => client.state).toBe('Disconnected')
      await expectEvents(events, 'connected', 'disconnected')
    },
  )

  it('stops twice, and with clients that have only negotiated', async () => {
    const { raw, service, events } = await open()
    await raw.negotiate()
    await Promise.all([service.stop(), service.stop()])
    await service.stop()
    expect(events).toEqual([])
  })
})

describe('a call of a hub method', () => {
  const call = `{"type":1,"target":"say","arguments":[],"invocationId":"7"}${separator}`

  it('is ignored, with a warning', async () => {
    const { service, socket, warnings } = await openSocket()
    socket.webSocket.send(call)
    await expect
      .poll(() => warnings)
      .toMatchObject([{ code: 'invocation-ignored', message: /'ada'.*'say'.*ignored/ }])
    expect(service.connections()).toHaveLength(1)
    expect(socket.text()).toBe(`{}${separator}`)
  })

  it.each(combinations)('is an error, if the options say so: %s, %s', async (transport, protocol) => {
    const { warnings, connect } = await start({ clientInvocation: 'error' })
    const client = await connect('ada', { transport, protocol })
    await expect(client.invoke('say', 1)).rejects.toThrow("The method 'say' cannot be called")
    await client.send('say', 2)
    await expect.poll(() => warnings).toHaveLength(2)
    expect(client.state).toBe('Connected')
  })

  it('closes the connection, if the options say so', async () => {
    const { socket, expectGone } = await openSocket({ clientInvocation: 'close' })
    socket.webSocket.send(call)
    const error = "The method 'say' cannot be called, since there is no upstream."
    await expectGone('protocol-error', error)
    await socket.closed
    expect(closeOf(socket)).toEqual({ type: 7, error })
  })
})
