import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { signalrEvents as forExpress } from '@signalr-events/express'
import { signalrEvents as forKoa } from '@signalr-events/koa'
import { signalrEvents as forNode } from '@signalr-events/node'
import { eventGrid } from '@signalr-events/testing'
import express, { type RequestHandler } from 'express'
import Koa from 'koa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { adapters, reporting } from './support/adapters.js'
import { listen } from './support/conformance.js'

// Bodies that middleware in front has read, kept or delayed, and endless bodies.

/** Reads the body and keeps it on the raw request, as function hosts do. */
async function keep(request: IncomingMessage, name: 'body' | 'rawBody', parse: boolean): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  Object.assign(request, { [name]: parse ? JSON.parse(bytes.toString()) : bytes })
}

const kept = [
  ['parsed, on req.body', 'body', true],
  ['as bytes, on req.rawBody', 'rawBody', false],
] as const

describe.each(kept)('a body that is kept %s', (_, name, parse) => {
  const front: RequestHandler = (req, _res, next) => void keep(req, name, parse).then(() => next(), next)

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
              await keep(ctx.req, name, parse)
              await next()
            })
            .use(forKoa(webhook))
            .callback(),
        ),
      'node:http': () => createServer((req, res) => void keep(req, name, parse).then(() => events(req, res))),
    }
    const { url, close } = await listen(servers[framework as keyof typeof servers]())
    onTestFinished(close)
    const { headers, body = null } = eventGrid.connected({ userId: 'ada' })
    const { status } = await fetch(url, { method: 'POST', headers, body })
    expect([status, users, codes]).toEqual([200, ['ada'], []])
  })
})

it('a request that is not a stream, with a parsed body, is handled', async () => {
  const users: unknown[] = []
  const { webhook } = reporting({ connected: ({ userId }) => users.push(userId) })
  const { headers, body = '' } = eventGrid.connected({ userId: 'ada' })
  // As azure-function-express makes them: https://github.com/yvele/azure-function-express/issues/15
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

// On Hono its own Node server reads on for half a second.
const draining = Object.entries(adapters).filter(([name]) => name !== 'hono')

describe.each(draining)('%s', (_, serve) => {
  it('closes the connection of an endless body after an early answer', async () => {
    const { webhook } = reporting({}, { path: '/', authorize: () => false })
    const { url, close } = await listen(serve(webhook))
    onTestFinished(close)
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk) => {
      answer += chunk
    })
    socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n')
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    let sent = 0
    const send = () => {
      while (!socket.destroyed && socket.write(chunk)) sent += chunk.length
    }
    socket.on('drain', send)
    send()
    await closed
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
    // Kernel buffers fit into this, but not what a server that keeps reading would receive.
    expect(sent).toBeLessThan(64 * 2 ** 20)
  })

  it('answers ordinary clients whose body is not read', async () => {
    const { webhook } = reporting({}, { path: '/', authorize: () => false })
    const { url, close } = await listen(serve(webhook))
    onTestFinished(close)
    const { headers } = eventGrid.connected()
    const body = 'x'.repeat(300_000)
    for (let i = 0; i < 20; i++) {
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(401)
    }
  })
})
