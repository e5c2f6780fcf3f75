import { connect } from 'node:net'
import { encode } from '@msgpack/msgpack'
import { type DisconnectedEvent, signalrEvents, type WebhookError } from '@signalr-events/express'
import { startEventGrid } from '@signalr-events/simulator'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../../test/support/servers.js'
import { createRaw, handshake, type Socket, separator } from './support/raw.js'
import { expectEvents, start } from './support/service.js'

// Invalid input of clients gets a clear answer, and the service keeps running.

const protocols = ['json', 'messagepack'] as const
type Name = (typeof protocols)[number]

async function open(protocol: Name, options: Parameters<typeof start>[0] = {}) {
  const started = await start(options)
  const raw = createRaw(await started.service.negotiate({ hub: 'chat', userId: 'ada' }))
  const socket = await raw.open((await raw.negotiate()).id)
  const greet = async () => {
    socket.webSocket.send(handshake(protocol))
    await started.service.waitFor({ userId: 'ada' })
  }
  return { ...started, raw, socket, greet }
}

const frame = (message: unknown): Uint8Array => {
  const payload = encode(message)
  return Uint8Array.from([payload.length, ...payload])
}

const ping = { json: Buffer.from(`{"type":6}${separator}`), messagepack: Buffer.from(frame([6])) }
const call = {
  json: Buffer.from(`{"type":1,"target":"say","arguments":[]}${separator}`),
  messagepack: Buffer.from(frame([1, {}, null, 'say', [], []])),
}

/** What the service says when it closes a connection. */
function closeOf(socket: Socket): string {
  return /"?(A message [^"]*\.|An invocation [^"]*\.)/.exec(socket.text())?.[1] ?? socket.text()
}

describe.each(protocols)('frames in %s', (protocol) => {
  it('in single bytes, with the handshake', async () => {
    const { service, socket, warnings } = await open(protocol)
    for (const byte of Buffer.concat([Buffer.from(handshake(protocol)), ping[protocol], call[protocol]]))
      socket.webSocket.send(Buffer.from([byte]))
    await expect.poll(() => warnings).toMatchObject([{ code: 'invocation-ignored' }])
    expect(service.connections()).toHaveLength(1)
  })

  it('several in one, with the handshake', async () => {
    const { service, socket, warnings } = await open(protocol)
    const all = [
      Buffer.from(handshake(protocol)),
      ping[protocol],
      call[protocol],
      ping[protocol],
      call[protocol],
    ]
    socket.webSocket.send(Buffer.concat(all))
    await expect.poll(() => warnings).toHaveLength(2)
    expect(service.connections()).toHaveLength(1)
  })

  it('cut in the middle, and never continued', async () => {
    const { events, socket, greet, warnings } = await open(protocol)
    await greet()
    socket.webSocket.send(call[protocol].subarray(0, 5))
    socket.webSocket.close()
    await expectEvents(events, 'connected', 'disconnected')
    expect(warnings).toEqual([])
  })

  const deep = '['.repeat(50_000)
  const text = (message: string) => Buffer.from(`${message}${separator}`)
  const garbage: Record<Name, readonly (readonly [string, Uint8Array])[]> = {
    json: [
      ['no JSON', text('garbage')],
      ['nothing', text('')],
      ['a list', text('[]')],
      ['null', text('null')],
      ['no type', text('{}')],
      ['a type of text', text('{"type":"1"}')],
      ['a call without target', text('{"type":1,"arguments":[]}')],
      ['a call without arguments', text('{"type":1,"target":"say"}')],
      ['an id that is a number', text('{"type":3,"invocationId":7}')],
      ['half a character', Buffer.concat([Buffer.from('{"type":6,"x":"'), Buffer.from([0xc3]), text('"}')])],
      ['very deep JSON', text(`{"type":1,"arguments":${deep}`)],
      ['too long a message', Buffer.alloc(1024 * 1024, 'a')],
    ],
    messagepack: [
      ['no array', Buffer.from(frame({ type: 6 }))],
      ['an empty array', Buffer.from(frame([]))],
      ['a type of text', Buffer.from(frame(['6']))],
      ['a call without target', Buffer.from(frame([1, {}, null, 7, []]))],
      ['a call without arguments', Buffer.from(frame([1, {}, null, 'say']))],
      ['an id that is a number', Buffer.from(frame([3, {}, 7, 2]))],
      ['nothing', Buffer.from([0])],
      ['a cut array', Buffer.from([1, 0x9f])],
      ['an array of 2³² elements', Buffer.from([6, 0xdd, 0xff, 0xff, 0xff, 0xff, 0x06])],
      ['a length of 2⁵¹', Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x08])],
      ['a length without end', Buffer.alloc(64, 0xff)],
      ['a length of 2 MB', Buffer.from([0x80, 0x80, 0x80, 0x01])],
      ['an unknown extension as type', Buffer.from([3, 0x91, 0xd4, 0x7f])],
    ],
  }

  it.each(garbage[protocol])('that are garbage: %s', async (_, bytes) => {
    const { events, socket, greet } = await open(protocol)
    await greet()
    // In two messages, since a WebSocket message may not be longer than one of the hub protocol.
    socket.webSocket.send(bytes.subarray(0, bytes.length - 1))
    socket.webSocket.send(Buffer.concat([bytes.subarray(bytes.length - 1), Buffer.from('aa')]))
    await socket.closed
    expect(closeOf(socket)).toMatch(/^A message |^An invocation /)
    await expectEvents(events, 'connected', 'disconnected')
    expect(events[1]).toMatchObject({ errorMessage: 'The client sent something that is not a message.' })
  })

  it('of later versions are ignored', async () => {
    const { service, socket, greet, warnings } = await open(protocol)
    await greet()
    const later = { json: text('{"type":8,"sequenceId":1}'), messagepack: Buffer.from(frame([9, 1])) }
    for (const bytes of [later[protocol], call[protocol]]) socket.webSocket.send(bytes)
    await expect.poll(() => warnings).toHaveLength(1)
    expect(service.connections()).toHaveLength(1)
  })

  it('Close with an error that is no string publishes none', async () => {
    const closes = {
      json: text('{"type":7,"error":{"a":1}}'),
      messagepack: Buffer.from(frame([7, { a: 1 }, true])),
    }
    const { events, socket, greet } = await open(protocol)
    await greet()
    socket.webSocket.send(closes[protocol])
    await expectEvents(events, 'connected', 'disconnected')
    expect(events[1]).not.toHaveProperty('errorMessage')
  })
})

it('a client cannot make the event of its end too large to be delivered', async () => {
  const codes: string[] = []
  const onError = ({ code }: WebhookError) => void codes.push(code)
  const handled: (string | undefined)[] = []
  const disconnected = ({ errorMessage }: DisconnectedEvent) => void handled.push(errorMessage)
  const url = await startServer(express().use(signalrEvents({ disconnected }, { path: '/events', onError })))
  const eventGrid = await startEventGrid({ subscriptions: [{ endpoint: `${url}/events` }] })
  onTestFinished(() => eventGrid.stop())
  const { socket, greet } = await open('messagepack', { eventGrid })
  await greet()
  // In JSON, each of these characters takes six bytes.
  const payload = encode([7, '\u0001'.repeat(1_000_000), false])
  const { length } = payload
  const prefix = [(length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14]
  socket.webSocket.send(Buffer.concat([Uint8Array.from(prefix), payload]))
  await expect.poll(() => handled).toEqual(['\u0001'.repeat(1000)])
  expect(codes).toEqual([])
})

describe('a handshake', () => {
  it.each([
    ['garbage', 'garbage', /not a JSON object/],
    ['a list', '[]', /not a JSON object/],
    ['no protocol', '{}', /names no protocol/],
    ['another protocol', '{"protocol":"xml","version":1}', /'xml' is not available/],
    ['no version', '{"protocol":"json"}', /version of the protocol 'json'/],
    ['version 3', '{"protocol":"json","version":3}', /version of the protocol 'json'/],
    ['version 0', '{"protocol":"messagepack","version":0}', /version of the protocol 'messagepack'/],
    ['a version of text', '{"protocol":"json","version":"1"}', /version of the protocol 'json'/],
  ])('with %s gets an error, and no event', async (_, text, message) => {
    const { events, socket } = await open('json')
    socket.webSocket.send(`${text}${separator}`)
    await socket.closed
    expect(JSON.parse(socket.text().slice(0, -1)).error).toMatch(message)
    expect(events).toEqual([])
  })

  it('of bytes without separator ends at its timeout', async () => {
    const { events, socket } = await open('json', { handshakeTimeout: 100 })
    socket.webSocket.send(Buffer.alloc(1000, 0xff))
    await socket.closed
    expect(socket.text()).toContain('There was no handshake within 0.1 s.')
    expect(events).toEqual([])
  })

  it('that is too long ends at once', async () => {
    const { socket } = await open('json')
    for (let i = 0; i < 3; i++) socket.webSocket.send(Buffer.alloc(500_000, 'a'))
    await socket.closed
    expect(socket.text()).toContain('A message is too long.')
  })
})

it('a WebSocket message over 1 MB ends the connection', async () => {
  const { events, socket, greet } = await open('json')
  await greet()
  socket.webSocket.send(Buffer.alloc(1024 * 1024 + 1))
  await socket.closed
  await expectEvents(events, 'connected', 'disconnected')
  expect(events[1]).toMatchObject({ errorMessage: 'The client sent something that is not a message.' })
})

describe('a client that does not read', () => {
  const megabyte = 'x'.repeat(1_000_000)

  async function flood(options: Awaited<ReturnType<typeof start>>) {
    const { service, events } = options
    for (let i = 0; i < 90; i++) expect(service.send({ userId: 'ada' }, 'say', megabyte)).toBe(1)
    await expect.poll(() => service.connections({ userId: 'ada' })).toEqual([])
    expect(events.filter(({ userId }) => userId === 'ada').map(({ type }) => type)).toEqual([
      'connected',
      'disconnected',
    ])
  }

  it('is cut when too much waits for it, with WebSockets', async () => {
    const { socket, greet, ...started } = await open('json')
    await greet()
    socket.webSocket.pause()
    await flood(started)
  })

  it('is cut when too much waits for it, with server-sent events', async () => {
    const { raw, ...started } = await open('json')
    const { id } = await raw.negotiate()
    await raw.request('GET', id, { accept: 'text/event-stream' })
    await raw.request('POST', id, { body: handshake('json') })
    await started.service.waitFor({ transport: 'ServerSentEvents' })
    await flood(started)
  })

  it('is cut when too much waits for it, with long polling', async () => {
    const { raw, ...started } = await open('json')
    const { id } = await raw.negotiate()
    await raw.request('GET', id)
    await raw.request('POST', id, { body: handshake('json') })
    await started.service.waitFor({ transport: 'LongPolling' })
    await flood(started)
  })

  it('is left alone when it reads', async () => {
    const { service, connect } = await start()
    const client = await connect('bob')
    let got = 0
    client.on('say', () => got++)
    for (let i = 0; i < 90; i++) {
      service.send({ userId: 'bob' }, 'say', megabyte)
      await expect.poll(() => got).toBe(i + 1)
    }
    expect(service.connections({ userId: 'bob' })).toHaveLength(1)
  })
})

it('50 clients that die right after their handshake: two events each', async () => {
  const { service, events } = await start()
  const raw = createRaw(await service.negotiate({ hub: 'chat' }))
  for (let i = 0; i < 50; i++) {
    const { webSocket } = await raw.open()
    webSocket.send(handshake(i % 2 === 0 ? 'json' : 'messagepack'), () => webSocket.terminate())
  }
  // A client that died before its handshake was read has no events at all.
  await expect.poll(() => service.connections()).toEqual([])
  await expect.poll(() => events.filter(({ type }) => type === 'disconnected').length).toBe(events.length / 2)
  const ids = (type: string) =>
    events.filter((event) => event.type === type).map(({ connectionId }) => connectionId)
  expect(ids('disconnected').sort()).toEqual(ids('connected').sort())
  expect(new Set(ids('connected')).size).toBe(events.length / 2)
})

it.each(['/api/hubs/chat/:send', '/client/negotiate?hub=chat', '/nowhere'])(
  'a body without end that is not wanted is not read on: POST %s',
  async (path) => {
    const { service } = await start()
    const { port } = new URL(service.endpoint)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`)
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    const write = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', write)
    write()
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    await new Promise((resolve) => socket.once('close', resolve))
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
  },
)

describe('malformed HTTP', () => {
  it.each([
    ['garbage', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no host', 'GET /client/?hub=chat HTTP/1.1\r\n\r\n'],
    ['an absolute target', 'GET http://[/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'],
    ['a target of slashes', 'GET // HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'],
    ['huge headers', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
    [
      'an upgrade to a bad target',
      'GET /% HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ],
  ])('%s is refused', async (_, text) => {
    const { service } = await start()
    const socket = connect(Number(new URL(service.endpoint).port), '127.0.0.1')
    socket.write(text)
    let answer = ''
    for await (const chunk of socket) answer += chunk
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect((await fetch(`${service.endpoint}/api/health`, { method: 'HEAD' })).status).toBe(200)
  })
})
