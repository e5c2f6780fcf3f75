import { createServer, type IncomingMessage, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createAdaptorServer } from '@hono/node-server'
import type { Webhook } from '@signalr-events/core'
import { signalrEvents as forExpress } from '@signalr-events/express'
import { signalrEvents as forHono } from '@signalr-events/hono'
import { signalrEvents as forKoa } from '@signalr-events/koa'
import { signalrEvents as forNode } from '@signalr-events/node'
import { eventGrid } from '@signalr-events/testing'
import express from 'express'
import { type Context, Hono } from 'hono'
import Koa from 'koa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { reporting } from './support/adapters.js'
import { listen } from './support/conformance.js'

// Instrumentation in front of the webhook has read the body, or some of it. That is a fault of the server: 500
// BODY_CONSUMED, which is retried, and never CLIENT_ABORTED, where nothing needs to be done.

type Read = (request: IncomingMessage) => unknown

/** What instrumentation does with Node's own request. */
const ofNode: Record<string, Read> = {
  'all of it': buffer,
  'its first chunk': (request) => new Promise((resolve) => request.once('data', resolve)),
  'all of it, by an iterator': async (request) => {
    for await (const _ of request);
  },
}

/** What parsers leave behind that have made nothing of a body. */
const remainders: Readonly<Record<string, unknown>> = {
  'an empty object': {},
  'one without a prototype': Object.create(null),
  'empty text': '',
  'no bytes': Buffer.alloc(0),
  'an empty ArrayBuffer': new ArrayBuffer(0),
  nothing: undefined,
  null: null,
}
for (const [what, left] of Object.entries(remainders))
  ofNode[`all of it, and left ${what},`] = async (request) => {
    await buffer(request)
    Object.assign(request, { body: left })
  }

/** Servers with instrumentation in front that reads the body. */
const servers: Readonly<Record<string, (webhook: Webhook, read: Read) => Server>> = {
  'node:http'(webhook, read) {
    const events = forNode(webhook)
    return createServer(async (req, res) => {
      await read(req)
      events(req, res)
    })
  },
  express: (webhook, read) =>
    createServer(
      express().use(async (req, _res, next) => {
        await read(req)
        next()
      }, forExpress(webhook)),
    ),
  koa: (webhook, read) =>
    createServer(
      new Koa()
        .use(async (ctx, next) => {
          await read(ctx.req)
          await next()
        })
        .use(forKoa(webhook))
        .callback(),
    ),
  hono: (webhook, read) => withHono(webhook, (c) => read(c.env.incoming)),
}

function withHono(webhook: Webhook, read: (c: Context) => unknown): Server {
  const app = new Hono().use(async (c, next) => {
    await read(c)
    await next()
  })
  return createAdaptorServer(app.use(forHono(webhook))) as Server
}

async function deliver(serve: (webhook: Webhook) => Server, isChunked: boolean) {
  const { webhook, codes } = reporting({}, { deadline: 2000 })
  const { url, close } = await listen(serve(webhook))
  onTestFinished(close)
  // Larger than one chunk that Node reads.
  const { headers, body = '' } = eventGrid.batch(
    Array.from({ length: 500 }, () => eventGrid.connectedEvent()),
  )
  // A stream is sent in chunks.
  const sent = isChunked ? new Blob([body]).stream() : body
  const request = { method: 'POST', headers, body: sent, duplex: 'half' } as RequestInit
  const response = await fetch(url, request)
  return [response.status, codes]
}

const framings = [
  ['whose length is declared', false],
  ['in chunks', true],
] as const

describe.each(framings)('a body %s', (_, isChunked) => {
  it.each(Object.entries(remainders))(
    'that is empty in `body` (%s) and whole in `rawBody`',
    async (_what, left) => {
      const read: Read = async (request) => {
        Object.assign(request, { body: left, rawBody: await buffer(request) })
      }
      expect(await deliver((webhook) => servers['express']?.(webhook, read) as Server, isChunked)).toEqual([
        200,
        [],
      ])
    },
  )

  it.each(
    Object.entries(servers).flatMap(([name, serve]) =>
      Object.entries(ofNode).map(([what, read]) => [name, what, serve, read] as const),
    ),
  )('on %s, of which instrumentation has read %s', async (_name, _what, serve, read) => {
    expect(await deliver((webhook) => serve(webhook, read), isChunked)).toEqual([500, ['BODY_CONSUMED']])
  })

  it.each<[string, (c: Context) => unknown]>([
    ['read as text', (c) => c.req.raw.text()],
    ['read as a stream', async (c) => buffer((await c.req.raw.body) as never)],
    ['read in part', (c) => c.req.raw.body?.getReader().read()],
    ['locked', (c) => c.req.raw.body?.getReader()],
    ['cancelled', (c) => c.req.raw.body?.cancel()],
  ])('on hono, that instrumentation has %s', async (_name, read) => {
    expect(await deliver((webhook) => withHono(webhook, read), isChunked)).toEqual([500, ['BODY_CONSUMED']])
  })

  it.each<[string, (c: Context) => unknown]>([
    ['a clone', (c) => c.req.raw.clone().text()],
    ['text that Hono caches', (c) => c.req.text()],
    ['JSON that Hono caches', (c) => c.req.json()],
    ['bytes that Hono caches', (c) => c.req.arrayBuffer()],
  ])('on hono, read as %s, is handled', async (_name, read) => {
    expect(await deliver((webhook) => withHono(webhook, read), isChunked)).toEqual([200, []])
  })
})
