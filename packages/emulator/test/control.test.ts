import type { SignalRService } from '@signalr-events/emulator'
import { describe, expect, it } from 'vitest'
import { combinations, createClient, nextCall, whenClosed } from './support/clients.js'
import { createRaw, handshake } from './support/raw.js'
import { expectEvents, start } from './support/service.js'

// Listing connections, and injecting failures.

describe('connections', () => {
  it('are selected by id, hub, user and transport', async () => {
    const { service, connect } = await start()
    await connect('ada')
    await connect('ben', { transport: 'LongPolling', protocol: 'messagepack' })
    await createClient(await service.negotiate({ hub: 'game', userId: 'ada', claims: { role: 'x' } })).start()
    const users = (which?: Parameters<typeof service.connections>[0]) =>
      service.connections(which).map(({ hubName, userId }) => `${hubName} ${userId}`)
    expect(users()).toEqual(['chat ada', 'chat ben', 'game ada'])
    expect(users({ userId: 'ada' })).toEqual(['chat ada', 'game ada'])
    expect(users({ hub: 'Game' })).toEqual(['game ada'])
    expect(users({ transport: 'LongPolling' })).toEqual(['chat ben'])
    expect(users({ hub: 'game', userId: 'ben' })).toEqual([])
    const [, ben = expect.fail('no ben'), third] = service.connections()
    expect(users(ben.connectionId)).toEqual(['chat ben'])
    expect(users('unknown')).toEqual([])
    expect(ben).toMatchObject({ transport: 'LongPolling', protocol: 'messagepack', groups: [] })
    expect(third?.claims).toMatchObject({ role: 'x', nameid: 'ada' })
    expect(Math.abs(ben.since - Date.now())).toBeLessThan(60_000)
  })

  it.each<[string, (service: SignalRService, which: never) => unknown]>([
    ['connections', (service, which) => service.connections(which)],
    ['waitFor', (service, which) => service.waitFor(which)],
    ['send', (service, which) => service.send(which, 'say')],
    ['close', (service, which) => service.close(which)],
    ['drop', (service, which) => service.drop(which)],
    ['freeze', (service, which) => service.freeze(which)],
    ['misreport', (service, which) => service.misreport(which)],
  ])('%s rejects a selection that is misspelled, and does nothing', async (name, call) => {
    const { service, connect, events } = await start()
    await connect('ada')
    const run = async (which: unknown) => call(service, which as never)
    await expect(run({ user: 'ben' })).rejects.toThrow(new TypeError(`${name}: there is no option 'user'`))
    await expect(run({ hub: 5 })).rejects.toThrow(`${name}: 'hub' must be the name of a hub`)
    await expect(run(null)).rejects.toThrow(TypeError)
    // An id that is not known yet must not select all connections.
    if (name !== 'connections') await expect(run(undefined)).rejects.toThrow(TypeError)
    expect(service.connections()).toHaveLength(1)
    expect(events).toHaveLength(1)
  })

  it('are waited for, also those that are already open', async () => {
    const { service, connect } = await start()
    const waiting = service.waitFor({ userId: 'ben' })
    await connect('ada')
    await connect('ben')
    expect(await waiting).toMatchObject({ userId: 'ben' })
    expect(await service.waitFor({ userId: 'ada' })).toMatchObject({ userId: 'ada' })
    const never = service.waitFor({ userId: 'cy' })
    const rejected = expect(never).rejects.toThrow('The service has stopped.')
    await service.stop()
    await rejected
    await expect(service.waitFor({})).rejects.toThrow('The service has stopped.')
  })
})

describe.each(combinations)('by %s, %s', (transport, protocol) => {
  const options = { transport, protocol }

  it('drop: the client reconnects under another id', async () => {
    const { service, events, connect } = await start()
    const client = await connect('ada', { ...options, reconnect: [0, 0, 10, 100] })
    const [first] = service.connections()
    expect(service.drop({ userId: 'ada' })).toBe(1)
    expect(service.connections()).toEqual([])
    await expectEvents(events, 'connected', 'disconnected', 'connected')
    await expect.poll(() => client.state).toBe('Connected')
    expect(service.connections()).toHaveLength(1)
    expect(service.connections()[0]?.connectionId).not.toBe(first?.connectionId)
    const message = transport === 'ServerSentEvents' ? undefined : 'The connection was lost.'
    expect(events[1]?.errorMessage).toBe(message)
  })

  it('drop without event: no event is published', async () => {
    const { service, events, connect } = await start()
    const client = await connect('ada', options)
    const closed = whenClosed(client)
    expect(service.drop({ userId: 'ada' }, { event: false })).toBe(1)
    await closed
    await connect('ben', options)
    await expectEvents(events, 'connected', 'connected')
  })

  it('misreport: a disconnected event for a client that stays connected, and no second event later', async () => {
    const { service, events, connect } = await start()
    const client = await connect('ada', options)
    const call = nextCall(client, 'say')
    expect(service.misreport({ userId: 'ada' })).toBe(1)
    expect(service.misreport({ userId: 'ada' })).toBe(0)
    expect(events.map(({ type }) => type)).toEqual(['connected', 'disconnected'])
    expect(service.send({}, 'say', 1)).toBe(1)
    expect(await call).toEqual([1])
    await client.stop()
    await expect.poll(() => service.connections()).toEqual([])
    expect(events).toHaveLength(2)
  })

  it('freeze: nothing passes until the thaw', async () => {
    const { service, events, warnings, connect } = await start()
    const client = await connect('ada', options)
    const other = await connect('ben', options)
    const got: unknown[] = []
    client.on('say', (text) => got.push(text))
    const thaw = service.freeze({ userId: 'ada' })
    const [call, otherCall] = [nextCall(client, 'say'), nextCall(other, 'say')]
    const sent = client.send('up')
    service.send({}, 'say', 1)
    expect(await otherCall).toEqual([1])
    await other.send('up')
    await expect.poll(() => warnings.length).toBe(1)
    expect(got).toEqual([])
    thaw()
    thaw()
    expect(await call).toEqual([1])
    await sent
    await expect.poll(() => warnings.length).toBe(2)
    expect(events).toHaveLength(2)
  })

  it('freeze: the service can still stop', async () => {
    const { service, events, connect } = await start()
    await connect('ada', options)
    service.freeze({})
    await service.stop()
    await expectEvents(events, 'connected', 'disconnected')
  })

  it('restart: clients reconnect to the same port', async () => {
    const { service, events, connect } = await start()
    const { endpoint } = service
    const client = await connect('ada', { ...options, reconnect: [0, 10, 50, 100, 200, 500] })
    await service.restart({ away: 20 })
    await expectEvents(events, 'connected', 'disconnected', 'connected')
    await expect.poll(() => client.state).toBe('Connected')
    expect(service.endpoint).toBe(endpoint)
    expect(events[1]).not.toHaveProperty('errorMessage')
  })

  it('restart as a crash: no disconnected events', async () => {
    const { service, events, connect } = await start()
    const client = await connect('ada', { ...options, reconnect: [0, 10, 50, 100, 200, 500] })
    await service.restart({ events: false })
    await expectEvents(events, 'connected', 'connected')
    await expect.poll(() => client.state).toBe('Connected')
    expect(new Set(events.map(({ connectionId }) => connectionId)).size).toBe(2)
  })
})

describe('freeze', () => {
  it('for a time', async () => {
    const { service, connect } = await start()
    const client = await connect('ada')
    service.freeze({}, 50)
    service.send({}, 'say', 1)
    expect(await nextCall(client, 'say')).toEqual([1])
  })

  it('sends no pings, also not all at once afterwards', async () => {
    const { service } = await start({ keepAliveInterval: 40 })
    const open = async (userId: string) => {
      const socket = await createRaw(await service.negotiate({ hub: 'chat', userId })).open()
      socket.webSocket.send(handshake('json'))
      await service.waitFor({ userId })
      return socket
    }
    const [frozen, other] = [await open('ada'), await open('ben')]
    await expect.poll(() => frozen.text()).toContain('{}')
    const thaw = service.freeze({ userId: 'ada' })
    const before = frozen.text().length
    const pings = (text: string) => text.split('{"type":6}').length - 1
    const last = pings(other.text())
    await expect.poll(() => pings(other.text())).toBeGreaterThan(last + 3)
    service.send({ userId: 'ada' }, 'say')
    thaw()
    await expect.poll(() => frozen.text()).toContain('say')
    // One ping may have been in flight.
    expect(pings(frozen.text().slice(before).split('say')[0] ?? '')).toBeLessThanOrEqual(1)
  })

  it('for longer than the service waits: the client is gone, and its socket ends with the thaw', async () => {
    const { service, events, connect } = await start({ connectionTimeout: 100 })
    const client = await connect('ada')
    const closed = whenClosed(client)
    const thaw = service.freeze({})
    await expectEvents(events, 'connected', 'disconnected')
    expect(events[1]?.errorMessage).toMatch(/no message or ping within 0.1 s/)
    expect(client.state).toBe('Connected')
    thaw()
    expect((await closed)?.message).toMatch(/no message or ping/)
  })

  it('for longer than the service waits: requests that came meanwhile are answered', async () => {
    const { service } = await start({ connectionTimeout: 100 })
    const raw = createRaw(await service.negotiate({ hub: 'chat' }))
    const { id } = await raw.negotiate()
    await raw.request('GET', id, { accept: 'text/event-stream' })
    await raw.request('POST', id, { body: handshake('json') })
    await service.waitFor({})
    const thaw = service.freeze({})
    const answers = ['GET', 'POST', 'DELETE'].map((method) => raw.request(method, id))
    await expect.poll(() => service.connections()).toEqual([])
    thaw()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([204, 404, 202])
  })

  it('the client notices by itself', async () => {
    const { service } = await start()
    const client = createClient(await service.negotiate({ hub: 'chat' }))
    client.serverTimeoutInMilliseconds = 200
    client.keepAliveIntervalInMilliseconds = 20
    await client.start()
    const closed = whenClosed(client)
    service.freeze({})
    expect((await closed)?.message).toMatch(/timeout/i)
  })

  it('requires a duration', async () => {
    const { service } = await start()
    expect(() => service.freeze({}, 'a while' as '1s')).toThrow(TypeError)
  })
})

describe('refuse', () => {
  it.each([429, 401, 500] as const)('the next negotiates, with %d', async (how) => {
    const { service, events } = await start()
    const negotiated = await service.negotiate({ hub: 'chat' })
    service.refuse(2, how)
    for (let i = 0; i < 2; i++) await expect(createClient(negotiated).start()).rejects.toThrow(`'${how}'`)
    expect(events).toEqual([])
    await createClient(negotiated).start()
    await expectEvents(events, 'connected')
  })

  it('with 429 by default, and clients that reconnect come back later', async () => {
    const { service, events, connect } = await start()
    const client = await connect('ada', { reconnect: [0, 0, 0, 10] })
    service.refuse(2)
    service.drop({})
    await expectEvents(events, 'connected', 'disconnected', 'connected')
    await expect.poll(() => client.state).toBe('Connected')
  })

  it('without an answer, until the service stops', async () => {
    const { service } = await start()
    service.refuse(1, 'hang')
    const failed = expect(createClient(await service.negotiate({ hub: 'chat' })).start()).rejects.toThrow()
    await createClient(await service.negotiate({ hub: 'chat' })).start()
    await service.stop()
    await failed
  })

  it('accepts a count and a known kind of failure', async () => {
    const { service } = await start()
    expect(() => service.refuse(-1)).toThrow(TypeError)
    expect(() => service.refuse(1, 404 as 401)).toThrow(TypeError)
  })
})

describe('restart', () => {
  it('several restarts run one after the other', async () => {
    const { service, connect } = await start()
    await Promise.all([service.restart(), service.restart({ events: false }), service.restart({ away: 5 })])
    expect((await connect('ada')).state).toBe('Connected')
  })

  it('in progress ends when the service stops', async () => {
    const { service } = await start()
    const restarting = expect(service.restart({ away: '1h' })).rejects.toThrow('The service has stopped.')
    const ask = () =>
      fetch(`${service.endpoint}/api/health`, { method: 'HEAD' }).catch(() => 'nobody listens')
    await expect.poll(ask).toBe('nobody listens')
    await service.stop()
    await restarting
    expect(await ask()).toBe('nobody listens')
  })

  it('and stop at the same time end in a stopped service', async () => {
    const { service } = await start()
    const restarting = expect(service.restart({ away: '1h' })).rejects.toThrow('The service has stopped.')
    await service.stop()
    await restarting
    await expect(fetch(service.endpoint)).rejects.toThrow()
    await expect(service.restart()).rejects.toThrow('The service has stopped.')
  })
})
