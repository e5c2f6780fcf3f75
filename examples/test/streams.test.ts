import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createWebhook } from '@signalr-events/core'
import { createPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startApp } from './app.js'
import { examples } from './example.js'

describe.each(examples)('the streams of the %s example', (name) => {
  it('disconnects a reader that does not read', async () => {
    // Hono logs it.
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const { url, server, presence } = await startApp(name)
    const events = createClient(createWebhook({}, { use: [presence.middleware] }))
    await events.send(eventGrid.connected({ hubName: 'chat' }))
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
    onTestFinished(() => void socket.destroy())
    socket.write('GET /online/events HTTP/1.1\r\nHost: localhost\r\nX-Test-User: ada\r\n\r\n')
    await once(socket, 'data')
    socket.pause()
    const countReaders = promisify(server.getConnections.bind(server))
    expect(await countReaders()).toBe(1)
    // The operating system holds some megabytes for a reader.
    for (let i = 0; i < 200 && (await countReaders()) > 0; i++) {
      const users = Array.from({ length: 100 }, () => `${crypto.randomUUID()}${'x'.repeat(900)}`)
      await events.send(
        eventGrid.batch(users.map((userId) => eventGrid.connectedEvent({ hubName: 'chat', userId }))),
      )
      // Lets the server send.
      for (let turn = 0; turn < 5; turn++) await setImmediate()
    }
    await expect.poll(countReaders).toBe(0)
  })

  it('logs nothing when a reader leaves', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const { url, server } = await startApp(name)
    const leaving = new AbortController()
    const answer = await fetch(`${url}/online/events`, { signal: leaving.signal })
    await answer.body?.getReader().read()
    leaving.abort()
    await expect.poll(promisify(server.getConnections.bind(server))).toBe(0)
    await setImmediate()
    expect(log).not.toHaveBeenCalled()
  })

  it('sends the list to a reader with the cursor of another store', async () => {
    const { url, presence } = await startApp(name)
    const events = createClient(createWebhook({}, { use: [presence.middleware] }))
    await events.send(eventGrid.connected({ hubName: 'chat', userId: 'ben' }))
    const answer = await fetch(`${url}/online/events`, {
      headers: { 'x-test-user': 'ada', 'last-event-id': 'chat=unknown' },
      signal: AbortSignal.timeout(10_000),
    })
    let text = ''
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      if (text.includes('"userId":"ben"')) break
    }
    expect(text).toContain('event: list')
  })

  it('answers HEAD, and keeps nothing open', async () => {
    const presence = createPresence()
    let reads = 0
    const hubs = () => {
      reads++
      return presence.hubs()
    }
    const counting = { ...presence, hubs }
    const { url } = await startApp(name, { presence: counting })
    const { status } = await fetch(`${url}/online/events`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(5_000),
    })
    expect(status).toBe(name === 'koa' ? 404 : 200)
    const before = reads
    // Two rounds of a stream that is open as well.
    const open = await fetch(`${url}/online/events`)
    await expect.poll(() => reads).toBeGreaterThanOrEqual(before + 3)
    expect(reads).toBe(before + 3)
    await open.body?.cancel()
  })

  it('answers a message that is too long, on a connection that goes on', async () => {
    const chat = { sendToAll: async () => {} }
    const { url } = await startApp(name, { chat })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const post = async (body: string) => {
      const sent = request(`${url}/chat/messages`, {
        method: 'POST',
        agent,
        headers: { 'x-test-user': 'ada', 'content-length': body.length },
      })
      sent.end(body)
      const [answer] = await once(sent, 'response')
      answer.resume()
      await once(answer, 'end')
      return [answer.statusCode, sent.reusedSocket]
    }
    expect(await post('x'.repeat(3_000_000))).toEqual([413, false])
    expect(await post('hello')).toEqual([202, true])
  })
})
