import { Agent, createServer as createSecureServer } from 'node:https'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { exchange, manualClock, type Outcome, scaledClock, startEventGrid } from '@signalr-events/simulator'
import { eventGrid } from '@signalr-events/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCertificate } from '../../../test/support/certificate.js'
import { startTcp } from '../../../test/support/servers.js'
import { forDeliveries, handshake, startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

/** Starts a server that answers each delivery with these bytes and then ends, destroys or keeps the socket. */
async function startRaw(answer: string, then: 'end' | 'destroy' | 'stay' = 'stay'): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.setEncoding('latin1').on('data', (text) => {
      const code = /"validationCode":"([^"]+)"/.exec(String(text))?.[1]
      if (code !== undefined) {
        const body = JSON.stringify({ validationResponse: code })
        socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
        return
      }
      socket.write(answer)
      if (then === 'end') socket.end()
      if (then === 'destroy') socket.destroy()
    })
  })
  return `http://127.0.0.1:${await startTcp(server)}`
}

describe('an answer', () => {
  it.each<[string, string, 'end' | 'destroy' | 'stay', Outcome]>([
    [
      'that is 101',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      'stay',
      'SocketError',
    ],
    ['that is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'stay', 'SocketError'],
    ['that is empty', '', 'end', 'SocketError'],
    ['that breaks off', 'HTTP/1.1 200 OK\r\ncontent-le', 'destroy', 'SocketError'],
    ['whose body breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', 'destroy', 'SocketError'],
    ['whose body never ends', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', 'stay', 'TimedOut'],
    [
      'with two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      'end',
      'SocketError',
    ],
    ['after a 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', 'end', 'Delivered'],
  ])('%s is an attempt like any other', async (_, answer, then, outcome) => {
    const endpoint = await startRaw(answer, then)
    const clock = manualClock({ maxWait: '1s' })
    const { grid } = await startGrid({ endpoint, retry: { maxAttempts: 1 } }, {}, clock)
    grid.publish({ type: 'connected' })
    await clock.advance('1m')
    expect(grid.attempts().map((attempt) => attempt.outcome)).toEqual([outcome])
    expect(grid.subscriptions()).toMatchObject([{ pending: 0 }])
  })

  it('that is endless is read up to 64 KiB', async () => {
    const endpoint = await startEndpoint((_, response) => {
      const writeEndlessly = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', writeEndlessly).on('error', () => {})
      writeEndlessly()
      return 'handled'
    })
    const { status, body } = await exchange(endpoint.url, eventGrid.connected())
    expect([status, body.length]).toEqual([200, 65_536])
  })

  it('may be compressed', async () => {
    const endpoint = await startEndpoint(({ headers, body }, response) => {
      if (headers['aeg-event-type'] !== 'SubscriptionValidation') return undefined
      const answer = JSON.stringify({ validationResponse: JSON.parse(body)[0].data.validationCode })
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(answer))
      return 'handled'
    })
    const { grid } = await startGrid({ endpoint: endpoint.url })
    expect(grid.subscriptions()).toMatchObject([{ state: 'Succeeded' }])
  })
})

it('a reset works over TLS too', async () => {
  const certificate = createCertificate()
  let ended = 0
  const server = createSecureServer(certificate, (request, response) => {
    request.on('error', () => ended++).resume()
    request.on('end', () => response.end())
  })
  const url = `https://127.0.0.1:${await startTcp(server)}`
  const agent = new Agent({ ca: certificate.cert, keepAlive: true })
  onTestFinished(() => agent.destroy())
  await expect(exchange(url, eventGrid.connected(), { agent, reset: true })).rejects.toMatchObject({
    code: 'ECONNRESET',
  })
  await expect.poll(() => ended).toBe(1)
  expect((await exchange(url, eventGrid.connected(), { agent })).status).toBe(200)
})

describe('on an automatic clock', () => {
  it('idle resolves when out-of-order events are delivered', async () => {
    const endpoint = await startEndpoint()
    const grid = await startEventGrid({
      subscriptions: [{ endpoint: endpoint.url }],
      faults: { outOfOrder: 1 },
    })
    onTestFinished(() => grid.stop())
    grid.publish(
      ['connected', 'disconnected'].map((type) => ({ type: type as 'connected', connectionId: 'c1' })),
    )
    await grid.idle()
    expect(grid.subscriptions()).toMatchObject([{ delivered: 2 }])
  })

  it('idle resolves when held events have no subscription', async () => {
    const endpoint = await startEndpoint(() => 404)
    const faults = { outOfOrder: 1, maxDelay: '50ms' } as const
    const grid = await startEventGrid({ subscriptions: [{ endpoint: endpoint.url }], faults })
    onTestFinished(() => grid.stop())
    grid.publish({ type: 'connected' })
    await grid.idle()
    expect(grid.subscriptions()).toMatchObject([{ state: 'Failed', events: 0 }])
  })

  it('idle resolves after stop, also with deliveries in flight', async () => {
    const endpoint = await startEndpoint(forDeliveries(() => 503))
    const grid = await startEventGrid({ subscriptions: [{ endpoint: endpoint.url }] })
    grid.publish({ type: 'connected' })
    await expect.poll(() => grid.attempts().length).toBe(1)
    await grid.stop()
    grid.publish({ type: 'connected' })
    await grid.idle()
  })

  it('probation ends', async () => {
    let failures = 1
    const endpoint = await startEndpoint(forDeliveries(() => (failures-- > 0 ? 503 : undefined)))
    const grid = await startEventGrid({
      // 10 seconds of probation are 166.67 ms.
      clock: scaledClock(60),
      subscriptions: [{ endpoint: endpoint.url, retry: { probation: true } }],
    })
    onTestFinished(() => grid.stop())
    grid.publish({ type: 'connected' })
    await expect.poll(() => grid.attempts().length).toBe(1)
    grid.publish({ type: 'connected' })
    await grid.idle()
    expect(grid.subscriptions()).toMatchObject([{ delivered: 2 }])
  })

  it('a second subscription starts while another is busy', async () => {
    const clock = scaledClock(1)
    const slow = await startEndpoint((request, response) => {
      if (request.headers['aeg-event-type'] !== 'Notification') return undefined
      setTimeout(() => response.end(), 30)
      return 'handled'
    })
    const busy = await startEventGrid({ clock, subscriptions: [{ endpoint: slow.url }] })
    onTestFinished(() => busy.stop())
    busy.traffic({ rate: 500 })
    await expect.poll(() => busy.attempts().length).toBeGreaterThan(10)
    const { grid } = await startGrid({ endpoint: slow.url }, { clock })
    expect(grid.subscriptions()).toMatchObject([{ state: 'Succeeded' }])
  })
})

describe('many events', () => {
  it('that expire together are all discarded', async () => {
    const endpoint = await startEndpoint(forDeliveries(() => 404))
    const { grid, clock } = await startGrid({
      endpoint: endpoint.url,
      deadLetter: true,
      retry: { probation: true, timeToLive: '1m' },
    })
    grid.publish({ type: 'connected' })
    await grid.idle()
    grid.publish(Array.from({ length: 20_000 }, () => ({ type: 'connected' as const })))
    await clock.advance('1h')
    expect(grid.subscriptions()).toMatchObject([{ events: 20_001, deadLettered: 20_001, pending: 0 }])
    expect(grid.deadLetters().find((letter) => letter['deliveryAttempts'] === 0)).toMatchObject({
      deadLetterReason: 'TimeToLiveExceeded',
      lastDeliveryOutcome: 'Probation',
    })
  })

  it('of the same millisecond have increasing timestamps', async () => {
    const { grid } = await startGrid({ endpoint: 'http://127.0.0.1:9' })
    const publish = (type: 'connected' | 'disconnected') =>
      grid.publish(Array.from({ length: 6000 }, () => ({ type })))
    const times = [...publish('connected'), ...publish('disconnected')].map(({ timestamp }) => timestamp)
    expect(new Set(times).size).toBe(12_000)
    expect(times).toEqual(times.toSorted())
  })
})

it('the same seed gives the same run, for any response times', async () => {
  async function run() {
    const endpoint = await startEndpoint((request, response) => {
      if (request.headers['aeg-event-type'] !== 'Notification') return undefined
      const failing = request.body.includes('"disconnected"') ? 500 : 200
      void sleep(Math.random() * 8).then(() => response.writeHead(failing).end())
      return 'handled'
    })
    const { grid, clock } = await startGrid(
      { endpoint: endpoint.url, retry: { jitter: 1 } },
      { faults: { resets: 0.3, duplicates: 0.2 } },
    )
    const start = clock.now()
    grid.traffic({ events: 100, rate: 100 })
    await clock.advance('1h')
    return grid
      .attempts()
      .map(({ at, eventIds, outcome }) => `${at - start} ${eventIds} ${outcome}`)
      .toSorted()
  }
  expect(await run()).toEqual(await run())
})

describe('invalid arguments are reported', () => {
  it('of events', async () => {
    const { grid } = await startGrid({ endpoint: 'http://127.0.0.1:9' })
    expect(() => grid.publish({ type: 'Connected' as 'connected' })).toThrow(TypeError)
  })

  it('of subscriptions with one name', async () => {
    const endpoint = 'http://127.0.0.1:9'
    const subscriptions = [
      { endpoint, name: 'one' },
      { endpoint, name: 'one' },
    ]
    await expect(startEventGrid({ subscriptions })).rejects.toThrow("There are two subscriptions 'one'")
  })

  it.each([
    { headers: { 'bad name': '' } },
    { headers: { 'x-key': 'a\nb' } },
    { name: '名' },
    { concurrency: 1.5 },
  ])('of a subscription: %o', async (options) => {
    await expect(startGrid({ endpoint: 'http://127.0.0.1:9', ...options })).rejects.toThrow(TypeError)
  })

  it('of a source that is empty, which webhooks refuse', async () => {
    const failed = startGrid({ endpoint: 'http://127.0.0.1:9' }, { source: '' })
    await expect(failed).rejects.toThrow("'source' must be an Azure resource id")
  })

  it('of faults that do not exist', async () => {
    const faults = { duplicats: 0.5 } as object
    await expect(startGrid({ endpoint: 'http://127.0.0.1:9' }, { faults })).rejects.toThrow('duplicats')
  })
})

it('a manual validation accepts GET and POST', async () => {
  const endpoint = await startEndpoint((request, response) =>
    request.method === 'POST' ? 200 : handshake(request, response),
  )
  const { grid } = await startGrid({ endpoint: endpoint.url })
  const url = grid.subscriptions()[0]?.validationUrl ?? ''
  for (const [method, status] of [
    ['HEAD', 404],
    ['PUT', 404],
    ['POST', 200],
  ] as const)
    expect((await fetch(url, { method })).status, method).toBe(status)
})

it('history limits how many attempts are kept, also to 0', async () => {
  const endpoint = await startEndpoint()
  for (const history of [0, 1, 7]) {
    const { grid } = await startGrid({ endpoint: endpoint.url }, { history })
    grid.publish(Array.from({ length: 20 }, () => ({ type: 'connected' as const })))
    await grid.idle()
    expect(grid.attempts()).toHaveLength(history)
  }
})

it('a clock advances after a timer has thrown', async () => {
  const clock = manualClock()
  const start = clock.now()
  clock.at(start + 1, () => {
    throw new Error('oh')
  })
  await expect(clock.advance(10)).rejects.toThrow('oh')
  await clock.advance(10)
  expect(clock.now() - start).toBe(11)
})
