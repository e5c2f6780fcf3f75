import { connect, type Socket } from 'node:net'
import { eventGrid } from '@signalr-events/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { adapters, reporting } from './support/adapters.js'

// Broken and slow sockets, against every adapter.

const genuine = eventGrid.connected()
const body = genuine.body ?? ''

const unhandled: unknown[] = []
const note = (reason: unknown) => unhandled.push(reason)
beforeAll(() => void process.on('unhandledRejection', note).on('uncaughtException', note))
afterAll(() => {
  process.off('unhandledRejection', note).off('uncaughtException', note)
  expect(unhandled).toEqual([])
})

function head(framing: string): string {
  return `POST / HTTP/1.1\r\nhost: localhost\r\naeg-event-type: Notification\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`
}

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/** The status of the next answer on a socket. */
function status(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('data', (chunk) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(chunk))?.[1])))
    socket.once('close', () => reject(new Error('closed without an answer')))
  })
}

describe.each(Object.entries(adapters))('%s', (_, serve) => {
  async function start(...args: Parameters<typeof reporting>) {
    const subject = reporting(...args)
    const running = await serve(subject.webhook)
    onTestFinished(() => running.close())
    return { ...subject, url: running.url }
  }

  async function expectAlive(url: string) {
    expect((await fetch(url, { method: 'POST', headers: genuine.headers, body })).status).toBe(200)
  }

  it('a client that disconnects in the middle of the body causes no error', async () => {
    const { url, codes } = await start({})
    const socket = await open(url)
    socket.write(head(`content-length: ${body.length}`) + body.slice(0, 40))
    await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
    await expect.poll(() => codes).toEqual(['CLIENT_ABORTED'])
    await expectAlive(url)
  })

  it('a body that is sent byte by byte is handled', async () => {
    const { url, codes } = await start({})
    const socket = await open(url)
    const answer = status(socket)
    socket.setNoDelay(true).write(head(`content-length: ${body.length}`))
    for (const character of body) {
      socket.write(character)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect([await answer, codes]).toEqual([200, []])
  })

  it('a body that is not complete in time is answered with 503', async () => {
    const { url, codes } = await start({}, { deadline: 50 })
    const socket = await open(url)
    socket.write(head(`content-length: ${body.length + 1}`) + body)
    expect([await status(socket), codes]).toEqual([503, ['DEADLINE_PASSED']])
    // The socket is closed too.
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
    await expectAlive(url)
  })

  it('a body longer than its Content-Length is truncated and rejected', async () => {
    const { url, codes } = await start({})
    const socket = await open(url)
    socket.write(head(`content-length: ${body.length - 5}`) + body)
    expect([await status(socket), codes]).toEqual([400, ['NOT_JSON']])
    await expectAlive(url)
  })

  it('a delivery without the key is rejected before its body has arrived', async () => {
    const { url, codes } = await start({}, { path: '/', authorize: () => false })
    const socket = await open(url)
    socket.write(head(`content-length: ${body.length}`))
    expect([await status(socket), codes]).toEqual([401, ['UNAUTHORIZED']])
  })

  it.each([
    ['announced', (length: number) => `content-length: ${length}`],
    ['in chunks', () => 'transfer-encoding: chunked'],
  ])('a body of 3 MB, %s, is answered 413', async (_name, framing) => {
    const { url, codes } = await start({})
    const socket = await open(url)
    const large = 'x'.repeat(3 * 1024 * 1024)
    const answer = status(socket)
    socket.write(head(framing(large.length)))
    socket.write(
      framing(0).startsWith('content') ? large : `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`,
    )
    expect([await answer, codes]).toEqual([413, ['BODY_TOO_LARGE']])
    await expectAlive(url)
  })

  it('a body that middleware has already read is answered with 500', async () => {
    const subject = reporting({})
    const running = await serve(subject.webhook, true)
    onTestFinished(() => running.close())
    const response = await fetch(running.url, { method: 'POST', headers: genuine.headers, body })
    expect([response.status, await response.text()]).toEqual([500, '{"error":"BODY_CONSUMED"}'])
  })

  it('a handler that never settles does not delay close() beyond its limit', async () => {
    const { url, webhook } = await start({ connected: () => new Promise(() => {}) })
    const socket = await open(url)
    const answer = status(socket)
    socket.write(head(`content-length: ${body.length}`) + body)
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(body.length)
    await webhook.close({ timeoutMs: 50 })
    expect(await answer).toBe(503)
  })

  it('all deliveries on one kept-alive connection are answered', async () => {
    const { url, codes } = await start({
      connected: ({ userId }) => (userId === 'bad' ? Promise.reject(1) : 0),
    })
    for (let i = 0; i < 20; i++) {
      const request = eventGrid.connected({ userId: i % 2 === 0 ? 'good' : 'bad' })
      const { status } = await fetch(url, {
        method: 'POST',
        headers: request.headers,
        body: request.body ?? '',
      })
      expect(status).toBe(i % 2 === 0 ? 200 : 500)
    }
    expect(codes).toHaveLength(10)
  })
})
