import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Transport } from '@signalr-events/emulator'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  createRaw,
  handshake,
  inAnHour,
  openSocket,
  refusalOf,
  separator,
  sign,
  toKey,
} from './support/raw.js'
import { expectEvents, start } from './support/service.js'

// The answer to each request of a client.

const origin = 'https://app.example'

async function startRaw(options: Parameters<typeof start>[0] = {}) {
  const started = await start(options)
  const raw = createRaw(await started.service.negotiate({ hub: 'chat', userId: 'ada' }))
  const endpoint = started.service.endpoint
  const authorization = `Bearer ${raw.token}`
  const negotiate = (query: string, init: RequestInit = {}) =>
    fetch(`${endpoint}/client/negotiate?${query}`, { method: 'POST', headers: { authorization }, ...init })
  return { ...started, raw, endpoint, authorization, negotiate }
}

describe('negotiate', () => {
  const transports = [
    { transport: 'WebSockets', transferFormats: ['Text', 'Binary'] },
    { transport: 'ServerSentEvents', transferFormats: ['Text'] },
    { transport: 'LongPolling', transferFormats: ['Text', 'Binary'] },
  ]

  it('version 1 gives a public id and a secret token', async () => {
    const { raw } = await startRaw()
    const { answer } = await raw.negotiate(1)
    expect(answer).toEqual({
      ...{ negotiateVersion: 1, availableTransports: transports },
      connectionId: expect.stringMatching(/^[\w-]{22}$/),
      connectionToken: expect.stringMatching(/^[\w-]{22}$/),
    })
    expect(answer['connectionId']).not.toBe(answer['connectionToken'])
  })

  it('version 0 has one id for both', async () => {
    const { raw, service } = await startRaw()
    const { id, answer } = await raw.negotiate(0)
    expect(answer).toEqual({ negotiateVersion: 0, availableTransports: transports, connectionId: id })
    const socket = await raw.open(id)
    socket.webSocket.send(handshake('json'))
    expect(await service.waitFor({ userId: 'ada' })).toMatchObject({ connectionId: id })
  })

  it('offers the transports of the options, and no other works', async () => {
    const { raw, url } = await startRaw({ transports: ['ServerSentEvents'] }).then((all) => ({
      ...all,
      url: all.raw.url,
    }))
    const { id, answer } = await raw.negotiate()
    expect(answer['availableTransports']).toEqual([transports[1]])
    expect((await raw.request('GET', id)).status).toBe(404)
    expect(await refusalOf(`${url}&id=${id}`, { authorization: `Bearer ${raw.token}` })).toBe(404)
  })

  it('accepts the path in any case, with and without a trailing slash', async () => {
    const { endpoint, authorization } = await startRaw()
    for (const path of ['client/negotiate', 'CLIENT/Negotiate', 'client/negotiate/']) {
      const response = await fetch(`${endpoint}/${path}?hub=chat`, {
        method: 'POST',
        headers: { authorization },
      })
      expect(response.status, path).toBe(200)
    }
  })

  it.each(['', 'hub=', 'hub=1', 'hub=a/b', `hub=a${'x'.repeat(128)}`, 'hub=%20'])(
    'refuses the hub of "%s" with 400',
    async (query) => {
      const { negotiate } = await startRaw()
      expect((await negotiate(query)).status).toBe(400)
    },
  )

  it('refuses other methods with 405, other paths with 404', async () => {
    const { endpoint, negotiate } = await startRaw()
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await negotiate('hub=chat', { method })).status, method).toBe(405)
    expect((await fetch(`${endpoint}/client/?hub=chat`, { method: 'PATCH' })).status).toBe(405)
    for (const path of ['', 'client/other', 'client/negotiate/more', 'server/', 'local/'])
      expect((await fetch(`${endpoint}/${path}?hub=chat`)).status, path).toBe(404)
  })

  it('refuses connections beyond the maximum with 429, and accepts new ones when some have ended', async () => {
    const { raw, service, negotiate } = await startRaw({ maxConnections: 2 })
    const { id } = await raw.negotiate()
    const socket = await raw.open(id)
    socket.webSocket.send(handshake('json'))
    await service.waitFor({})
    await raw.negotiate()
    const response = await negotiate('hub=chat')
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '5'])
    expect(await refusalOf(raw.url, { authorization: `Bearer ${raw.token}` })).toBe(429)
    service.drop({})
    expect((await negotiate('hub=chat')).status).toBe(200)
  })

  it('forgets clients that do not connect in time', async () => {
    const { raw, events } = await startRaw({ handshakeTimeout: 50, maxConnections: 1 })
    const { id } = await raw.negotiate()
    await expect.poll(async () => (await raw.request('POST', id)).status).toBe(404)
    await raw.negotiate()
    expect(events).toEqual([])
  })
})

describe('a page of another origin', () => {
  it('may send a preflight', async () => {
    const { endpoint } = await startRaw()
    const asks = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, x-mine',
    }
    for (const path of ['client/negotiate', 'client/']) {
      const response = await fetch(`${endpoint}/${path}?hub=chat`, {
        method: 'OPTIONS',
        headers: { origin, ...asks },
      })
      expect(response.status).toBe(204)
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization, x-mine',
        'access-control-max-age': '600',
        vary: 'origin',
      })
    }
  })

  it('can read every answer, also errors', async () => {
    const { endpoint, negotiate, authorization, service } = await startRaw()
    const read = async (answer: Promise<Response>) => {
      const { status, headers } = await answer
      expect(headers.get('access-control-allow-origin'), String(status)).toBe(origin)
      return status
    }
    const headers = { origin, authorization }
    expect(await read(negotiate('hub=chat', { headers }))).toBe(200)
    expect(await read(negotiate('hub=', { headers }))).toBe(400)
    expect(await read(negotiate('hub=chat', { headers: { origin } }))).toBe(401)
    expect(await read(fetch(`${endpoint}/client/other`, { headers }))).toBe(404)
    expect(await read(fetch(`${endpoint}/client/?hub=chat&id=none`, { headers }))).toBe(404)
    expect(await read(negotiate('hub=chat', { headers, method: 'PUT' }))).toBe(405)
    for (const how of [429, 401, 500] as const) {
      service.refuse(1, how)
      expect(await read(negotiate('hub=chat', { headers }))).toBe(how)
    }
  })

  it('gets no CORS headers from the REST API', async () => {
    const { endpoint } = await startRaw()
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const response = await fetch(`${endpoint}/api/hubs/chat/:send`, { method, headers: { origin } })
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })
})

describe('an id', () => {
  const requests = [
    ['GET', undefined],
    ['GET', 'text/event-stream'],
    ['POST', undefined],
    ['DELETE', undefined],
  ] as const

  it('that is missing is 400, one that is unknown 404', async () => {
    const { raw } = await startRaw()
    for (const [method, accept] of requests) {
      const init = accept === undefined ? {} : { accept }
      expect((await raw.request(method, undefined, init)).status).toBe(400)
      expect((await raw.request(method, 'unknown', init)).status).toBe(404)
    }
    expect(await refusalOf(`${raw.url}&id=unknown`, { authorization: `Bearer ${raw.token}` })).toBe(404)
  })

  it('with a transport refuses a second one: 409', async () => {
    const { raw } = await startRaw()
    const { id } = await raw.negotiate()
    await raw.open(id)
    expect(await refusalOf(`${raw.url}&id=${id}`, { authorization: `Bearer ${raw.token}` })).toBe(409)
    expect((await raw.request('GET', id)).status).toBe(409)
    expect((await raw.request('GET', id, { accept: 'text/event-stream' })).status).toBe(409)
    expect((await raw.request('POST', id)).status).toBe(409)
  })

  it('without a transport refuses POST: 409', async () => {
    const { raw } = await startRaw()
    const { id } = await raw.negotiate()
    expect((await raw.request('POST', id, { body: handshake('json') })).status).toBe(409)
  })

  it('that has ended is remembered for longer than a sweep', async () => {
    const { raw, service } = await startRaw({ keepAliveInterval: 40 })
    const { id } = await raw.negotiate()
    await connect(raw, id, 'LongPolling')
    const other = await raw.open()
    other.webSocket.send(handshake('json'))
    await service.waitFor({ transport: 'WebSockets' })
    expect(service.close({ transport: 'LongPolling' })).toBe(1)
    // Pings are sent by the sweep too.
    await expect.poll(() => other.text().split('{"type":6}').length).toBeGreaterThan(3)
    expect((await raw.request('DELETE', id)).status).toBe(202)
  })

  it('that was dropped between two polls, or by a crash, is unknown', async () => {
    const { raw, service } = await startRaw()
    const failures = [() => service.drop({}), () => service.restart({ events: false })]
    for (const fail of failures) {
      const { id } = await raw.negotiate()
      await connect(raw, id, 'LongPolling')
      await service.waitFor({})
      await fail()
      expect((await raw.request('GET', id)).status).toBe(404)
    }
    const { id } = await raw.negotiate()
    await service.restart()
    expect((await raw.request('DELETE', id)).status).toBe(404)
  })

  it('that has ended is answered without error for a while', async () => {
    const { raw, service } = await startRaw()
    for (const transport of ['WebSockets', 'LongPolling'] as const) {
      const { id } = await raw.negotiate()
      await connect(raw, id, transport)
      await service.waitFor({ transport })
      service.drop({ transport })
      expect((await raw.request('DELETE', id)).status).toBe(202)
      expect((await raw.request('POST', id)).status).toBe(404)
    }
  })
})

it.each([
  ['json', false],
  ['messagepack', true],
])('the answer to a handshake for %s is in a binary frame: %s', async (protocol, isBinary) => {
  const { service } = await start()
  const { webSocket, text } = await createRaw(await service.negotiate({ hub: 'chat' })).open()
  const frame = once(webSocket, 'message')
  webSocket.send(handshake(protocol))
  const [, isFrameBinary] = await frame
  expect([text(), isFrameBinary]).toEqual([`{}${separator}`, isBinary])
})

/** Connects by hand, as far as the handshake. */
async function connect(raw: ReturnType<typeof createRaw>, id: string, transport: Transport): Promise<void> {
  if (transport === 'WebSockets') return (await raw.open(id)).webSocket.send(handshake('json'))
  await raw.request('GET', id)
  await raw.request('POST', id, { body: handshake('json') })
}

describe('a WebSocket', () => {
  it('without id is a connection that skipped negotiate', async () => {
    const { raw, service, events, connect } = await startRaw()
    const socket = await raw.open()
    socket.webSocket.send(handshake('json'))
    await service.waitFor({ userId: 'ada' })
    const client = await connect('ben', { skipNegotiation: true })
    expect(service.connections().map(({ userId }) => userId)).toEqual(['ada', 'ben'])
    await client.stop()
    await expectEvents(events, 'connected', 'connected', 'disconnected')
  })

  it('for another path is 404, without hub 400, without token 401', async () => {
    const { endpoint, authorization } = await startRaw()
    expect(await refusalOf(`${endpoint}/other?hub=chat`, { authorization })).toBe(404)
    expect(await refusalOf(`${endpoint}/client/negotiate?hub=chat`, { authorization })).toBe(404)
    expect(await refusalOf(`${endpoint}/client/`, { authorization })).toBe(400)
    expect(await refusalOf(`${endpoint}/client/?hub=chat`)).toBe(401)
  })

  it('that is something else is 400', async () => {
    const { endpoint, authorization } = await startRaw()
    const { request } = await import('node:http')
    const upgrade = request(`${endpoint}/client/?hub=chat`, {
      headers: { authorization, connection: 'upgrade', upgrade: 'h2c' },
    })
    upgrade.end()
    const [response] = await once(upgrade, 'response')
    expect(response.statusCode).toBe(400)
    response.resume()
  })
})

describe('server-sent events', () => {
  it('start with a comment, and end with the response', async () => {
    const { raw, service, events } = await startRaw()
    const { id } = await raw.negotiate()
    const response = await raw.request('GET', id, { accept: 'text/event-stream' })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe(':\r\n\r\n')
    expect((await raw.request('POST', id, { body: handshake('json') })).status).toBe(200)
    expect((await reader?.read())?.value).toBe(`data: {}${separator}\r\n\r\n`)
    service.send({ userId: 'ada' }, 'say', 'a\nb')
    expect((await reader?.read())?.value).toBe(
      `data: {"type":1,"target":"say","arguments":["a\\nb"]}${separator}\r\n\r\n`,
    )
    await reader?.cancel()
    await expectEvents(events, 'connected', 'disconnected')
    expect(events[1]).not.toHaveProperty('errorMessage')
  })

  it('refuse MessagePack', async () => {
    const { raw } = await startRaw()
    const { id } = await raw.negotiate()
    const response = await raw.request('GET', id, { accept: 'text/event-stream' })
    await raw.request('POST', id, { body: handshake('messagepack') })
    expect(await response.text()).toContain(`{"error":"The protocol 'messagepack' is binary`)
  })
})

describe('long polling', () => {
  it('answers the first poll at once, holds the next, and ends one by another', async () => {
    const { raw, service, events } = await startRaw()
    const { id } = await raw.negotiate()
    const first = await raw.request('GET', id)
    expect([first.status, await first.text()]).toEqual([200, ''])
    const held = raw.request('GET', id)
    await raw.request('POST', id, { body: handshake('json') })
    expect(await (await held).text()).toBe(`{}${separator}`)

    const older = raw.request('GET', id)
    // The second one ends the first one.
    const newer = raw.request('GET', id)
    const ended = await Promise.race([older, newer])
    expect(ended.status).toBe(204)
    service.send({}, 'say')
    const texts = await Promise.all([older, newer].map(async (each) => (await each).text().catch(() => '')))
    expect(texts.sort()).toEqual(['', `{"type":1,"target":"say","arguments":[]}${separator}`])

    service.send({}, 'one')
    service.send({}, 'two')
    const both = await (await raw.request('GET', id)).text()
    expect(both.split(separator)).toHaveLength(3)
    expect((await raw.request('DELETE', id)).status).toBe(202)
    await expectEvents(events, 'connected', 'disconnected')
    expect((await raw.request('GET', id)).status).toBe(204)
  })

  it('gets what was sent before the end, then 204', async () => {
    const { raw, service } = await startRaw()
    const { id } = await raw.negotiate()
    await connect(raw, id, 'LongPolling')
    await service.waitFor({})
    await raw.request('GET', id)
    service.send({}, 'last')
    service.close({}, 'bye')
    const text = await (await raw.request('GET', id)).text()
    expect(text.split(separator)[1]).toBe('{"type":7,"error":"bye","allowReconnect":true}')
    expect((await raw.request('GET', id)).status).toBe(204)
  })
})

it('a body over 1 MB is discarded and answered with 413', async () => {
  const { raw } = await startRaw()
  const { id } = await raw.negotiate()
  await raw.request('GET', id)
  for (const bytes of [1024 * 1024 + 1, 8 * 1024 * 1024])
    expect((await raw.request('POST', id, { body: new Uint8Array(bytes) })).status).toBe(413)
})

it.each(['%', '%zz', '%ff', '%c3%28'])('malformed percent-encoding is 400: %s', async (text) => {
  const { endpoint, authorization } = await startRaw()
  const headers = { authorization }
  for (const path of [`client/?hub=${text}`, `api/hubs/${text}`, `api/health?x=${text}`, text]) {
    const response = await fetch(`${endpoint}/${path}`, { headers })
    expect([path, response.status]).toEqual([path, 400])
  }
  expect(await refusalOf(`${endpoint}/client/?hub=${text}`, headers)).toBe(400)
  openSocket(`${endpoint}/${text}`)
})

it('a request that also asks for another protocol is answered as usual, as HTTP clients of Java ask for h2c', async () => {
  const { service, connect } = await start()
  const { endpoint } = service
  await connect('ada')
  const socket = connectTcp(Number(new URL(endpoint).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answered = ''
  socket.on('data', (data) => {
    answered += data
  })
  const path = '/api/hubs/chat/:send'
  const audience = `${endpoint}${path}`
  const token = await sign({ aud: audience, exp: inAnHour() }, toKey(service.connectionString))
  const upgrade =
    'host: localhost\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n'
  const body = '{"target":"say","arguments":["\u00e9"]}'
  const length = Buffer.byteLength(body)
  const head = `POST ${path}?api-version=2022-06-01 HTTP/1.1\r\n${upgrade}authorization: Bearer ${token}\r\n`
  socket.write(`${head}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n`)
  socket.write(body.slice(0, 10))
  await setImmediate()
  socket.write(body.slice(10))
  await expect.poll(() => answered).toMatch(/^HTTP\/1\.1 202 /)
  // The connection goes on.
  answered = ''
  socket.write(`GET /api/v1/health HTTP/1.1\r\n${upgrade}\r\n`)
  await expect.poll(() => answered).toMatch(/^HTTP\/1\.1 200 /)
})
