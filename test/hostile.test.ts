import { createConnection } from 'node:net'
import { inspect } from 'node:util'
import { sharedKey } from '@signalr-events/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adapters, reporting } from './support/adapters.js'
import type { Running } from './support/conformance.js'
import { attacks, genuine, ours, planted, toBytes } from './support/hostile.js'

// Attacks on real sockets, against every adapter: the status is right, no handler runs, nothing of the request is
// echoed or logged, and the next genuine delivery is handled.

function send(url: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(port), hostname)
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), 10_000)
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk
      // Headers and body are sent at once; further bytes would be answered as a second request.
      if (text.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('error', reject).on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
    socket.write(bytes, () => {})
  })
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

it('there are at least eighty attacks, each with a unique name', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(80)
  expect(new Set(attacks.map(([name]) => name)).size).toBe(attacks.length)
})

describe.each(Object.entries(adapters))('%s', (_, serve) => {
  let running: Running
  let handled = 0
  const reported: unknown[] = []
  beforeAll(async () => {
    const count = () => handled++
    const { key, source, subscription, hub, maxBodyBytes } = ours
    const { webhook } = reporting(
      { connected: count, disconnected: count },
      {
        ...{
          path: '/',
          authorize: sharedKey(key),
          sources: [source],
          subscriptions: [subscription],
          hubs: [hub],
        },
        ...{ maxBodyBytes, deadline: 500, onError: (error) => reported.push(error) },
      },
    )
    running = await serve(webhook)
  })
  afterAll(() => running.close())

  it.each(attacks)('%s is answered %i', async (_name, status, request) => {
    const before = handled
    const answer = await send(running.url, toBytes(request))
    expect(statusOf(answer), answer).toBe(status)
    expect(handled).toBe(before)
    expect(answer).not.toContain(planted)
    expect(answer).not.toMatch(/set-cookie/i)
    expect(statusOf(await send(running.url, toBytes(genuine)))).toBe(200)
    expect(handled).toBe(before + 1)
  })

  it('nothing of it was logged', () => {
    expect(reported.length).toBeGreaterThan(40)
    for (const error of reported) {
      const text = inspect(error, { depth: 9, showHidden: true })
      for (const secret of [planted, ours.key, encodeURIComponent(ours.key)])
        expect(text).not.toContain(secret)
    }
  })
})
