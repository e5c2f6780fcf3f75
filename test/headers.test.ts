import { createServer, type RequestListener, request, type Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Webhook } from '@signalr-events/core'
import { signalrEvents as forExpress } from '@signalr-events/express'
import { signalrEvents as forHono } from '@signalr-events/hono'
import { signalrEvents as forKoa } from '@signalr-events/koa'
import { signalrEvents as forNode } from '@signalr-events/node'
import { eventGrid } from '@signalr-events/testing'
import express from 'express'
import { Hono } from 'hono'
import Koa from 'koa'
import { expect, it, onTestFinished } from 'vitest'
import { reporting } from './support/adapters.js'
import { listen } from './support/conformance.js'

// A subscription may have ten delivery properties, headers of up to 4,096 bytes. Node accepts 16 KiB of headers by
// default: docs/adapters.md#delivery-properties

type Serve = (webhook: Webhook, maxHeaderSize?: number) => Server

const create = (listener: RequestListener, maxHeaderSize?: number) =>
  createServer(maxHeaderSize === undefined ? {} : { maxHeaderSize }, listener)

const servers: Readonly<Record<string, Serve>> = {
  'node:http'(webhook, maxHeaderSize) {
    const events = forNode(webhook)
    return create((req, res) => void events(req, res), maxHeaderSize)
  },
  express: (webhook, maxHeaderSize) => create(express().use(forExpress(webhook)), maxHeaderSize),
  koa(webhook, maxHeaderSize) {
    const app = new Koa().use(forKoa(webhook))
    app.silent = true // Koa prints the parse errors of Node.
    return create(app.callback(), maxHeaderSize)
  },
  hono(webhook, maxHeaderSize) {
    const { fetch } = new Hono().use(forHono(webhook))
    const serverOptions = maxHeaderSize === undefined ? {} : { maxHeaderSize }
    return createAdaptorServer({ fetch, serverOptions }) as Server
  },
}

const properties = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [`x-property-${i}`, 'x'.repeat(4096)]),
)

it.each(Object.entries(servers))(
  '%s: ten delivery properties of 4,096 bytes get 431, and with maxHeaderSize 200',
  async (_, serve) => {
    const outcomes = []
    for (const maxHeaderSize of [undefined, 64 * 1024]) {
      const users: unknown[] = []
      const { webhook, codes } = reporting({ connected: ({ userId }) => users.push(userId) })
      const { url, close } = await listen(serve(webhook, maxHeaderSize))
      onTestFinished(close)
      const { headers, body } = eventGrid.connected({ userId: 'ada' })
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const sent = request(url, { method: 'POST', headers: { ...headers, ...properties } })
        sent.once('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
        sent.end(body)
      })
      outcomes.push([status, users, codes])
    }
    expect(outcomes).toEqual([
      [431, [], []],
      [200, ['ada'], []],
    ])
  },
)
