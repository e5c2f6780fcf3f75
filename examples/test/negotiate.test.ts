import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { memoryStore } from '@signalr-events/dedupe'
import { createServiceClient } from '@signalr-events/management'
import { createPresence } from '@signalr-events/presence'
import { describe, expect, it, onTestFinished } from 'vitest'
import { examples, startExample } from './example.js'

const key = 'a'.repeat(43)
const AzureSignalRConnectionString = `Endpoint=https://chat.service.signalr.net;AccessKey=${key};Version=1.0;`

describe.each(examples)('POST /chat/negotiate of the %s example', (name) => {
  const start = async (more: Readonly<Record<string, string>>) => {
    const example = await startExample(name, { CHOOSE_NAME: '', ...more })
    onTestFinished(() => void example.stop())
    return (path: string, init: RequestInit = {}) => fetch(example.url + path, { ...init, method: 'POST' })
  }

  it('is 404 without a connection string', async () => {
    expect((await (await start({}))('/chat/negotiate')).status).toBe(404)
  })

  it('is 401 until the login is written, for any request', async () => {
    const post = await start({ AzureSignalRConnectionString })
    const answers = [
      await post('/chat/negotiate?negotiateVersion=1&user=ada&userId=ada'),
      await post('/chat/negotiate', {
        headers: { 'content-type': 'application/json' },
        body: '{"userId":"ada"}',
      }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(await answer.text()).not.toContain('accessToken')
    }
  })
})

/** How a server runs the app of each example. */
const listeners: Readonly<Record<(typeof examples)[number], (app: never) => RequestListener>> = {
  express: (app: RequestListener) => app,
  koa: (app: { callback(): RequestListener }) => app.callback(),
  hono: (app: { fetch: Parameters<typeof getRequestListener>[0] }) => getRequestListener(app.fetch),
}

it.each(examples)('of the %s example answers a signed-in user with a token for that user', async (name) => {
  // Imports the build: the examples export nothing for tests.
  const { createApp } = await import(new URL(`../${name}/dist/app.js`, import.meta.url).href)
  const chat = createServiceClient(AzureSignalRConnectionString).hub('chat')
  const userOf = (header: (name: string) => string | undefined) => header('x-test-user')
  const { app } = createApp({ presence: createPresence(), store: memoryStore(), chat, userOf })
  const server = createServer(listeners[name](app as never)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const headers = { 'x-test-user': 'ada' }
  const answer = await fetch(`http://127.0.0.1:${port}/chat/negotiate?userId=eve`, {
    method: 'POST',
    headers,
  })
  const { url, accessToken } = (await answer.json()) as { url: string; accessToken: string }
  expect(url).toBe('https://chat.service.signalr.net/client/?hub=chat')
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()
  expect(claims).toContain('ada')
  expect(claims).not.toContain('eve')
})
