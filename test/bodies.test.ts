import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { signalrEvents as forExpress } from '@signalr-events/express'
import { signalrEvents as forKoa } from '@signalr-events/koa'
import { signalrEvents as forNode } from '@signalr-events/node'
import { eventGrid } from '@signalr-events/testing'
import express, { type RequestHandler } from 'express'
import Koa from 'koa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listFoundations } from '../scripts/shared/packages.mjs'
import { adapters, reporting } from './support/adapters.js'
import { listen } from './support/conformance.js'

// Bodies that middleware in front has read, stored or delayed, and endless bodies.

/** Reads the body and keeps it on the raw request, as function hosts do. */
async function keep(request: IncomingMessage, name: string, make: (bytes: Buffer) => unknown): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  Object.assign(request, { [name]: make(Buffer.concat(chunks)) })
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const kept: readonly (readonly [string, string, (bytes: Buffer) => unknown])[] = [
  ['parsed, on req.body', 'body', (bytes) => JSON.parse(bytes.toString())],
  ['as bytes, on req.rawBody', 'rawBody', (bytes) => bytes],
  // Buffers become such JSON when a request is serialized.
  ['as the JSON of a Buffer, on req.body', 'body', asJson],
  ['as the JSON of a Buffer, on req.rawBody', 'rawBody', asJson],
  ['as the JSON of a Uint8Array, on req.body', 'body', (bytes) => asJson(new Uint8Array(bytes))],
  // Filters against injection spread arrays.
  ['parsed and spread, on req.body', 'body', (bytes) => ({ ...JSON.parse(bytes.toString()) })],
]

describe.each(kept)('a body that is stored %s', (_, name, make) => {
  const front: RequestHandler = (req, _res, next) => void keep(req, name, make).then(() => next(), next)

  it.each(['express', 'koa', 'node:http'])('is handled by %s', async (framework) => {
    const users: unknown[] = []
    const { webhook, codes } = reporting({ connected: ({ userId }) => users.push(userId) })
    const events = forNode(webhook)
    const servers = {
      express: () => createServer(express().use(front, forExpress(webhook))),
      koa: () =>
        createServer(
          new Koa()
            .use(async (ctx, next) => {
              await keep(ctx.req, name, make)
              await next()
            })
            .use(forKoa(webhook))
            .callback(),
        ),
      'node:http': () => createServer((req, res) => void keep(req, name, make).then(() => events(req, res))),
    }
    const { url, close } = await listen(servers[framework as keyof typeof servers]())
    onTestFinished(close)
    const { headers, body = null } = eventGrid.connected({ userId: 'ada' })
    const { status } = await fetch(url, { method: 'POST', headers, body })
    expect([status, users, codes]).toEqual([200, ['ada'], []])
  })
})

describe.each(Object.entries(adapters))('%s', (_, serve) => {
  it.each([
    ['a Buffer', (bytes: Buffer) => bytes],
    ['a Uint8Array', (bytes: Buffer) => new Uint8Array(bytes)],
  ])('handles a body that a proxy has serialized as %s', async (_name, make) => {
    const users: unknown[] = []
    const { webhook, codes } = reporting({ connected: ({ userId }) => users.push(userId) })
    const { url, close } = await serve(webhook)
    onTestFinished(close)
    const send = async (text: string) => {
      const { headers } = eventGrid.connected()
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(make(Buffer.from(text))) }))
        .status
    }
    const { body = '' } = eventGrid.connected({ userId: 'ada' })
    expect([await send(body), await send('no JSON'), users, codes]).toEqual([200, 400, ['ada'], ['NOT_JSON']])
  })
})

it('a request that is not a stream, with a parsed body, is handled', async () => {
  const users: unknown[] = []
  const { webhook } = reporting({ connected: ({ userId }) => users.push(userId) })
  const { headers, body = '' } = eventGrid.connected({ userId: 'ada' })
  // azure-function-express creates such requests: https://github.com/yvele/azure-function-express/issues/15
  const request = { method: 'POST', url: '/', headers, body: JSON.parse(body) }
  const answered = new Promise<number>((resolve) => {
    const response = {
      headersSent: false,
      statusCode: 0,
      setHeader() {},
      end: () => resolve(response.statusCode),
    }
    forNode(webhook)(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  })
  expect([await answered, users]).toEqual([200, ['ada']])
})

it('a request that middleware has paused is answered', async () => {
  const { webhook } = reporting({})
  const pausing: RequestHandler = (req, _res, next) => {
    req.pause()
    next()
  }
  const { url, close } = await listen(createServer(express().use(pausing, forExpress(webhook))))
  onTestFinished(close)
  const { headers, body = null } = eventGrid.connected()
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200)
})

/** The next connection that a server in this process accepts. */
function acceptOne(): Promise<Socket> {
  return new Promise((resolve) => {
    const take = (message: unknown) => {
      unsubscribe('net.server.socket', take)
      resolve((message as { socket: Socket }).socket)
    }
    subscribe('net.server.socket', take)
  })
}

// Adapters without access to the Node stream rely on the server to drain it.
const draining = Object.entries(adapters).filter(([name]) =>
  [name, ...listFoundations(name)].some((each) => each === 'node' || each === 'hono'),
)

describe.each(draining)('%s', (_, serve) => {
  it.each([
    ['without a key', {}, 'transfer-encoding: chunked', 401],
    ['without a key, with a very large Content-Length', {}, 'content-length: 1000000000', 401],
    ['beyond the limit', { authorize: () => true }, 'transfer-encoding: chunked', 413],
    ['with a Content-Length beyond the limit', { authorize: () => true }, 'content-length: 1000000000', 413],
  ])(
    'reads at most 64 KiB more of a body %s, then closes the connection',
    async (_name, more, framing, status) => {
      const maxBodyBytes = 64 * 1024
      const { webhook } = reporting({}, { path: '/', authorize: () => false, maxBodyBytes, ...more })
      const { url, close } = await serve(webhook)
      onTestFinished(close)
      const accepted = acceptOne()
      const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
      onTestFinished(() => void socket.destroy())
      const closed = new Promise((resolve) => socket.once('close', resolve))
      const answer = once(socket, 'data')
      socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\n${framing}\r\n\r\n`)
      const data = 'x'.repeat(0x4000)
      const chunk = framing.startsWith('content') ? data : `4000\r\n${data}\r\n`
      const send = () => {
        while (!socket.destroyed && socket.write(chunk));
      }
      socket.on('drain', send)
      send()
      expect(String((await answer)[0])).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
      await closed
      const { bytesRead } = await accepted
      // The limit, 64 KiB more, and what Node had buffered: up to three chunks of 64 KiB.
      expect(bytesRead).toBeLessThan(5 * 64 * 1024 + (status === 413 ? maxBodyBytes : 0))
    },
  )

  it('answers clients whose body is not read', async () => {
    const { webhook } = reporting({}, { path: '/', authorize: () => false })
    const { url, close } = await serve(webhook)
    onTestFinished(close)
    const { headers } = eventGrid.connected()
    const body = 'x'.repeat(300_000)
    for (let i = 0; i < 20; i++) {
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(401)
    }
  })
})
