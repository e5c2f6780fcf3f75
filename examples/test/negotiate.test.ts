import { createServiceClient } from '@signalr-events/management'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startApp } from './app.js'
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

it.each(examples)('of the %s example answers a signed-in user with a token for that user', async (name) => {
  const chat = createServiceClient(AzureSignalRConnectionString).hub('chat')
  const { url: app } = await startApp(name, { chat })
  const headers = { 'x-test-user': 'ada' }
  const answer = await fetch(`${app}/chat/negotiate?userId=eve`, {
    method: 'POST',
    headers,
  })
  const { url, accessToken } = (await answer.json()) as { url: string; accessToken: string }
  expect(url).toBe('https://chat.service.signalr.net/client/?hub=chat')
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()
  expect(claims).toContain('ada')
  expect(claims).not.toContain('eve')
})
