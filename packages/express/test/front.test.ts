import { gzipSync } from 'node:zlib'
import { signalrEvents } from '@signalr-events/express'
import { eventGrid } from '@signalr-events/testing'
import express, { type RequestHandler } from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../test/support/conformance.js'

const { headers, body = '' } = eventGrid.connected({ userId: 'ada' })

async function deliver(...front: RequestHandler[]) {
  const users: unknown[] = []
  const events = signalrEvents({ connected: ({ userId }) => users.push(userId) }, { onError: () => {} })
  const { url, close } = await serve(express().use(...front, events))
  onTestFinished(close)
  const request = {
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(body),
  }
  return { status: (await fetch(url, request)).status, users }
}

it('a compressed delivery arrives when the parser in front inflates it', async () => {
  expect(await deliver(express.json())).toEqual({ status: 200, users: ['ada'] })
})

it('the webhook itself inflates nothing, so a gzip bomb has no effect', async () => {
  expect(await deliver((_req, _res, next) => next())).toEqual({ status: 415, users: [] })
})

it('text arrives, when something in front has called setEncoding', async () => {
  const plain: string[] = []
  const front: RequestHandler = (req, _res, next) => {
    req.setEncoding('utf8')
    next()
  }
  const events = signalrEvents({ connected: ({ userId }) => plain.push(userId ?? '') }, { onError: () => {} })
  const { url, close } = await serve(express().use(front, events))
  onTestFinished(close)
  const send = async (userId: string) => {
    const { headers, body = '' } = eventGrid.connected({ userId })
    return (await fetch(url, { method: 'POST', headers, body })).status
  }
  expect([await send('Zoë'), await send('x'.repeat(3_000_000)), plain]).toEqual([200, 413, ['Zoë']])
})

it.each(['latin1', 'hex', 'utf16le'] as const)(
  'text in %s is no user id that has changed, and no lost delivery',
  async (encoding) => {
    const users: unknown[] = []
    const codes: string[] = []
    const front: RequestHandler = (req, _res, next) => {
      req.setEncoding(encoding)
      next()
    }
    const events = signalrEvents(
      { connected: ({ userId }) => users.push(userId) },
      { onError: ({ code }) => codes.push(code) },
    )
    const { url, close } = await serve(express().use(front, events))
    onTestFinished(close)
    const { headers, body = '' } = eventGrid.connected({ userId: 'Zoë' })
    const { status } = await fetch(url, { method: 'POST', headers, body })
    expect([status, users, codes]).toEqual([500, [], ['BODY_CONSUMED']])
  },
)
