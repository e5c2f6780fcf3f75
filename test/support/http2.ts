import { once } from 'node:events'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type Http2Server,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Webhook } from '@signalr-events/core'
import { cloudEvents, type EventGridRequest, eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'
import { reporting } from './adapters.js'

type Start = (webhook: Webhook) => Http2Server | Promise<Http2Server>

/** Opens a session of HTTP/2, for as long as the test runs. */
async function open(server: Http2Server): Promise<ClientHttp2Session> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    session.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return session
}

function begin(session: ClientHttp2Session, { method, headers }: EventGridRequest): ClientHttp2Stream {
  const stream = session.request({ ...headers, ':method': method, ':path': '/' }, { endStream: false })
  return stream.on('error', () => {})
}

async function readStatus(stream: ClientHttp2Stream): Promise<number | undefined> {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status'?: number }]
  stream.resume()
  return headers[':status']
}

function send(session: ClientHttp2Session, request: EventGridRequest): Promise<number | undefined> {
  return readStatus(begin(session, request).end(request.body ?? ''))
}

/** Writes without end, until the stream is closed. */
function flood(stream: ClientHttp2Stream): void {
  const write = () => {
    while (!stream.destroyed && stream.write('x'.repeat(0x4000)));
  }
  stream.on('drain', write)
  write()
}

/** Defines what holds for an adapter whose framework serves HTTP/2. */
export function testHttp2(start: Start): void {
  it('handles deliveries and handshakes', async () => {
    const ids: string[] = []
    const { webhook } = reporting({ connected: ({ id }) => ids.push(id) })
    const session = await open(await start(webhook))
    const events = Array.from({ length: 3000 }, (_, i) => eventGrid.connectedEvent({ id: `${i}` }))
    const requests = [eventGrid.connected({ id: 'one' }), eventGrid.handshake(), cloudEvents.handshake()]
    const sent = [...requests, eventGrid.batch(events)].map((request) => send(session, request))
    expect(await Promise.all(sent)).toEqual([200, 200, 200, 200])
    expect(ids).toHaveLength(3001)
  })

  it('answers a body that does not end in time, and a delivery while it closes, without a warning', async () => {
    const warnings: string[] = []
    // Others may come from what other tests have left in this process.
    const note = ({ name }: Error) => name === 'UnsupportedWarning' && warnings.push(name)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    const { webhook, codes } = reporting({}, { deadline: 20 })
    const session = await open(await start(webhook))
    const stream = begin(session, eventGrid.connected())
    stream.write('[')
    expect(await readStatus(stream)).toBe(503)
    await webhook.close()
    expect(await send(session, eventGrid.connected())).toBe(503)
    expect([codes, warnings]).toEqual([['DEADLINE_PASSED', 'CLOSING'], []])
  })

  it.each([
    ['without a key', { authorize: () => false }, 401],
    ['beyond the limit', { maxBodyBytes: 0x8000 }, 413],
  ])('ends a stream whose body %s has no end, and the session goes on', async (_, options, status) => {
    const { webhook } = reporting({}, { path: '/', ...options })
    const session = await open(await start(webhook))
    const stream = begin(session, eventGrid.connected())
    const closed = once(stream, 'close')
    const answered = readStatus(stream)
    flood(stream)
    expect(await answered).toBe(status)
    await closed
    expect(await send(session, cloudEvents.handshake())).toBe(200)
  })

  it('a body that the client breaks off is reported as such', async () => {
    const { webhook, codes } = reporting({}, { deadline: 0 })
    const session = await open(await start(webhook))
    begin(session, eventGrid.connected()).write('[{')
    await expect.poll(() => webhook.stats.deliveries).toBe(1)
    session.destroy()
    await expect.poll(() => webhook.stats.deliveries).toBe(0)
    expect(codes).toEqual(['CLIENT_ABORTED'])
  })
}
