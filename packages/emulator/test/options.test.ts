import { startSignalRService } from '@signalr-events/emulator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRaw, toKey } from './support/raw.js'
import { start } from './support/service.js'

describe('an option', () => {
  it.each<[object, RegExp]>([
    [{ nonsense: 1 }, /there is no option 'nonsense'/],
    [{ upstream: [] }, /there is no option 'upstream'/],
    [{ eventGrid: {} }, /'eventGrid' must be an object with 'publish'/],
    [{ port: -1 }, /'port'/],
    [{ port: 65_536 }, /'port'/],
    [{ port: '80' }, /'port'/],
    [{ host: '' }, /'host'/],
    [{ publicUrl: 'localhost:80' }, /'publicUrl'/],
    [{ publicUrl: 'http://x.test/path' }, /'publicUrl'/],
    [{ accessKeys: [] }, /'accessKeys'/],
    [{ accessKeys: ['with;semicolon'] }, /'accessKeys'/],
    [{ accessKeys: ['a', 'b', 'c'] }, /'accessKeys'/],
    [{ connectionTimeout: 0 }, /'connectionTimeout'/],
    [{ connectionTimeout: '1 fortnight' }, /'connectionTimeout'/],
    [{ keepAliveInterval: '25d' }, /'keepAliveInterval'/],
    [{ handshakeTimeout: Number.NaN }, /'handshakeTimeout'/],
    [{ pollGrace: -1 }, /'pollGrace'/],
    [{ transports: [] }, /'transports'/],
    [{ transports: ['Pigeon'] }, /'transports'/],
    [{ maxConnections: 0 }, /'maxConnections'/],
    [{ clientInvocation: 'upstream' }, /'clientInvocation'/],
    [{ undocumented: { closeStatus: 200 } }, /there is no option 'closeStatus'/],
    [{ undocumented: { audience: 'loose' } }, /'audience'/],
    [{ onWarning: 'log' }, /'onWarning'/],
    [{ seed: 0.5 }, /'seed'/],
  ])('beyond its limits is a TypeError: %o', async (options, message) => {
    await expect(startSignalRService(options)).rejects.toThrow(message)
    await expect(startSignalRService(options)).rejects.toThrow(TypeError)
  })

  it('host: another address than loopback requires a separate key', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com'])
      await expect(startSignalRService({ host })).rejects.toThrow(/needs your own 'accessKeys'/)
    const local = await start()
    const keys = ['a-key-of-mine', toKey(local.service.connectionString)] as const
    await expect(startSignalRService({ host: '0.0.0.0', accessKeys: keys })).rejects.toThrow(TypeError)
    const { service, warnings } = await start({ host: '0.0.0.0', accessKeys: ['a-key-of-mine'] })
    expect(warnings).toMatchObject([{ code: 'open-to-network' }])
    expect(service.endpoint).toMatch(/^http:\/\/localhost:\d+$/)
  })

  it.each(['localhost', '127.0.0.1', '127.0.0.2', '::1'])('host: the endpoint leads to %s', async (host) => {
    const { service } = await start({ host })
    expect((await fetch(`${service.endpoint}/api/v1/health`)).status).toBe(200)
  })

  it('port: one in use rejects', async () => {
    const { service } = await start()
    const port = Number(new URL(service.endpoint).port)
    await expect(startSignalRService({ port })).rejects.toThrow('EADDRINUSE')
  })

  it('connectionTimeout: less than clients ping by default is a warning', async () => {
    const { warnings } = await start({ connectionTimeout: '2s' })
    expect(warnings).toMatchObject([{ code: 'short-timeout' }])
  })

  it('onWarning: without it, warnings go to the console', async () => {
    const lines: unknown[] = []
    const { warn } = console
    console.warn = (line) => lines.push(line)
    onTestFinished(() => {
      console.warn = warn
    })
    const service = await startSignalRService({ connectionTimeout: '2s' })
    await service.stop()
    expect(lines).toEqual([expect.stringMatching(/^startSignalRService: short-timeout: /)])
  })

  it('seed: ids repeat, secrets do not', async () => {
    const ids: string[][] = []
    for (const seed of [7, 7, 8]) {
      const { service, connect } = await start({ seed })
      await connect()
      await connect()
      ids.push(service.connections().map(({ connectionId }) => connectionId))
    }
    expect(ids[0]).toEqual(ids[1])
    expect(ids[0]).not.toEqual(ids[2])
    expect(new Set(ids.flat()).size).toBe(4)
  })

  it('publicUrl: is the URL for apps and clients', async () => {
    const { service } = await start({ publicUrl: 'https://signalr.test:8443/' })
    expect(service.endpoint).toBe('https://signalr.test:8443')
    expect(service.connectionString).toContain('Endpoint=https://signalr.test:8443;')
    const { url } = await service.negotiate({ hub: 'chat' })
    expect(url).toBe('https://signalr.test:8443/client/?hub=chat')
  })

  it('undocumented.hubName: as sent, or in lower case', async () => {
    for (const hubName of ['lower', 'as-sent'] as const) {
      const { service, events } = await start({ undocumented: { hubName } })
      const { url, accessToken } = await service.negotiate({ hub: 'chat' })
      const socket = await createRaw({ url: url.replace('chat', 'Chat'), accessToken }).open()
      socket.webSocket.send('{"protocol":"json","version":1}\u001e')
      await service.waitFor({ hub: 'cHAT' })
      expect(events).toMatchObject([{ hubName: hubName === 'lower' ? 'chat' : 'Chat' }])
    }
  })
})

it.each([
  [{ hub: 'chat', user: 'ada' }, "there is no option 'user'"],
  // A token would make the client anonymous.
  [{ hub: 'chat', userId: 7 }, "'userId' must be a string"],
  [{ hub: 'chat', claims: 'admin' }, "'claims' must be an object"],
  [{ hub: 'chat', expiresIn: 'soon' }, "'expiresIn' must be milliseconds"],
  [undefined, 'options must be an object'],
])('negotiate: refuses %o', async (client, message) => {
  const { service } = await start()
  await expect(service.negotiate(client as never)).rejects.toThrow(`negotiate: ${message}`)
})

it('drop and restart refuse options of each other', async () => {
  const { service } = await start()
  expect(() => service.drop({}, { events: false } as object)).toThrow("drop: there is no option 'events'")
  expect(() => service.restart({ event: false } as object)).toThrow("restart: there is no option 'event'")
})

it('negotiate: a hub without valid name is a TypeError', async () => {
  const { service } = await start()
  for (const hub of ['', '1chat', 'a b', 'a/b', `a${'x'.repeat(128)}`])
    await expect(service.negotiate({ hub })).rejects.toThrow(TypeError)
})
