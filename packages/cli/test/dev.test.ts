import { type ConnectionEvent, signalrEvents } from '@signalr-events/express'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../test/support/conformance.js'
import { toText } from '../src/dev/to-text.js'
import { runCli, startCli } from './support/cli.js'
import { connectClient, startDev } from './support/dev.js'
import { acceptHandshake, startEndpoint } from './support/endpoint.js'
import { printed } from './support/simulate.js'
import { startWebhook } from './support/webhook.js'

// The built `signalr-events dev`, with real clients and a webhook in Express.

/** A port that is free now. */
async function findPort(): Promise<string> {
  const { url, close } = await serve(() => {})
  await close()
  return new URL(url).port
}

describe('client, service, Event Grid and webhook', () => {
  it.each(['eventgrid', 'cloudevents'])('from a client to the handlers: %s', async (schema) => {
    const { url, handled } = await startWebhook()
    const dev = await startDev(url, '--schema', schema)
    const client = await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'delivery', event: 'connected ada', answer: '200', next: 'delivered' })
    await client.stop()
    await dev.waitFor({ type: 'delivery', event: 'disconnected ada', answer: '200', next: 'delivered' })
    expect(handled.map(({ event, delivery }) => [event.type, event.userId, delivery.schema])).toEqual([
      ['connected', 'ada', schema],
      ['disconnected', 'ada', schema],
    ])
    expect(await dev.stop()).toBe(0)
    expect(dev.activities.map(({ type }) => type)).toEqual([
      ...['ready', 'handshake', 'open', 'published', 'delivery'],
      ...['gone', 'published', 'delivery'],
    ])
  })

  it('as lines of text, without the key of the webhook', async () => {
    const { url } = await startWebhook()
    const child = startCli(['dev', `${url}/?key=s3cret`, '--port', '0', '--page-port', '0'])
    onTestFinished(() => void child.kill())
    const head = await printed(child, /Handshake → Succeeded/)
    const [, connectionString = ''] = /^AzureSignalRConnectionString="(.*)"$/m.exec(head) ?? []
    const rest = printed(child, /disconnected ada → 200 in .*\n/)
    const connected = printed(child, /\nconnected ada → 200 in .*\n/)
    const client = await connectClient(connectionString, 'ada')
    await connected
    await client.stop()
    const lines = (await rest)
      .replaceAll(/[\d.]+ m?s/g, '_')
      .trim()
      .split('\n')
    expect(lines).toEqual([
      '+ ada: chat, WebSockets, json',
      'connected ada: published',
      'connected ada → 200 in _',
      '- ada: chat, WebSockets, json, client-close',
      'disconnected ada: published',
      'disconnected ada → 200 in _',
    ])
    expect(head).toMatch(
      /^Webhook {2}.*\?key=…\nService {2}http:\/\/localhost:\d+\nPage {5}http:\/\/localhost:\d+\/\n/,
    )
    expect(head).not.toContain('s3cret')
  })

  it('the webhook gets a disconnected event for each client that is connected when it stops', async () => {
    const { url, handled } = await startWebhook()
    const dev = await startDev(url)
    await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'delivery', next: 'delivered' })
    expect(await dev.stop()).toBe(0)
    expect(handled.map(({ event }) => event.type)).toEqual(['connected', 'disconnected'])
  })
})

describe('a webhook that starts later', () => {
  it('gets the events of clients that connected before', async () => {
    const port = await findPort()
    const dev = await startDev(`http://127.0.0.1:${port}/`)
    await dev.waitFor({ type: 'waiting' })
    await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'open', userId: 'ada' })
    const handled: ConnectionEvent[] = []
    const app = express().use(signalrEvents({ connected: (event) => void handled.push(event) }))
    const startedAt = Date.now()
    const server = app.listen(Number(port), '127.0.0.1')
    onTestFinished(() => void server.close())
    await dev.waitFor({ type: 'delivery', event: 'connected ada', next: 'delivered' })
    expect(handled.map(({ userId }) => userId)).toEqual(['ada'])
    // When it happened, and not when it was delivered.
    expect(Date.parse(handled[0]?.timestamp ?? '')).toBeLessThanOrEqual(startedAt)
  })

  it('whose handshake fails is validated again, and each reason is shown once', async () => {
    const { url } = await startEndpoint((request, i) =>
      i < 2 ? { status: 404 } : (acceptHandshake(request) ?? { status: 200 }),
    )
    const dev = await startDev(url)
    await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'delivery', event: 'connected ada', next: 'delivered' })
    const states = dev.activities.flatMap((each) => (each.type === 'handshake' ? [each.state] : []))
    expect(states).toEqual(['Failed', 'Succeeded'])
  })

  it('which answers without the code is validated again, and the URL of the first handshake stays valid', async () => {
    let isFixed = false
    const { url, requests } = await startEndpoint((request) =>
      isFixed ? (acceptHandshake(request) ?? { status: 200 }) : { status: 200, body: '<html>' },
    )
    const [dev, other] = [await startDev(url), await startDev(url)]
    await other.waitFor({ type: 'handshake', state: 'AwaitingManualAction' })
    const waiting = await dev.waitFor({ type: 'handshake', state: 'AwaitingManualAction' })
    await expect.poll(() => requests.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(4)
    const { status } = await fetch(String('validationUrl' in waiting && waiting.validationUrl))
    expect(status).toBe(200)
    await dev.waitFor({ type: 'handshake', reason: 'It was validated manually' })
    isFixed = true
    await expect
      .poll(() => other.activities, { timeout: 10_000 })
      .toContainEqual(expect.objectContaining({ type: 'handshake', state: 'Succeeded' }))
    await connectClient(other.connectionString, 'ada')
    await other.waitFor({ type: 'delivery', event: 'connected ada', next: 'delivered' })
    const states = other.activities.flatMap((each) => (each.type === 'handshake' ? [each.state] : []))
    expect(states).toEqual(['AwaitingManualAction', 'Succeeded'])
  })

  it('that never answers its handshake does not keep the program from ending', async () => {
    const { url, requests } = await startEndpoint(() => ({}))
    const dev = await startDev(url, '--timeout', '3600')
    await expect.poll(() => requests.length).toBe(1)
    expect(await dev.stop()).toBe(1)
  })

  it('whose handshake gets no answer: the reason is explained', () => {
    const handshake = { type: 'handshake', state: 'Failed', validationUrl: undefined } as const
    expect(toText({ ...handshake, reason: 'No answer: ECONNRESET' })).toBe(
      'Handshake → Failed: No answer: ECONNRESET. The connection was closed without an answer.',
    )
    expect(toText({ ...handshake, reason: 'The status is 404, and only 200 counts' })).toBe(
      'Handshake → Failed: The status is 404, and only 200 counts.',
    )
  })

  it('at a host that does not exist: the reason is shown', async () => {
    const dev = await startDev('http://locahost.invalid:3000/events')
    const waiting = await dev.waitFor({ type: 'waiting' })
    expect(waiting).toHaveProperty('reason', expect.stringMatching(/: The host name has no address\.$/))
  })

  it('until the end: the exit code is 1', async () => {
    const dev = await startDev(`http://127.0.0.1:${await findPort()}/`)
    await dev.waitFor({ type: 'waiting' })
    expect(await dev.stop()).toBe(1)
  })
})

describe('what was not delivered is counted at the end', () => {
  it('events that are held because no handshake succeeded', async () => {
    const dev = await startDev(`http://127.0.0.1:${await findPort()}/`)
    await dev.waitFor({ type: 'waiting' })
    await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'open', userId: 'ada' })
    await dev.stop()
    // Connected, and disconnected when the service stopped.
    expect(dev.activities.at(-1)).toEqual({ ...undelivered(2), reason: 'not-subscribed' })
  })

  it('events that wait for an answer or a retry', async () => {
    const { url } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 503 })
    const dev = await startDev(url)
    await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'delivery', next: 'retry' })
    await dev.stop()
    expect(dev.activities.at(-1)).toEqual({ ...undelivered(2), reason: 'pending' })
  })

  it('events that an injected fault delays', async () => {
    const { url } = await startWebhook()
    const dev = await startDev(url, '--faults=delays=1')
    await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'fault', kind: 'delay' })
    await dev.stop()
    // On a slow machine, the delay of the first may be over.
    const delivered = dev.activities.filter(({ type }) => type === 'delivery').length
    expect(dev.activities.at(-1)).toEqual({ ...undelivered(2 - delivered), reason: 'pending' })
  })

  it.each([
    [1, 'not-subscribed', '! 1 event was not delivered, because no handshake succeeded.'],
    [2, 'pending', '! 2 events were not delivered: they waited for an answer, a retry or an injected delay.'],
  ] as const)('in one line: %i, %s', (events, reason, line) => {
    expect(toText({ type: 'undelivered', events, reason })).toBe(line)
  })

  const undelivered = (events: number) => ({ at: expect.any(String), type: 'undelivered', events })
})

it('the ids of events differ from run to run: a webhook may remember them', async () => {
  const { url, handled } = await startWebhook()
  for (let i = 0; i < 2; i++) {
    const dev = await startDev(url)
    await connectClient(dev.connectionString, 'ada')
    await dev.waitFor({ type: 'delivery', event: 'connected ada', next: 'delivered' })
    await dev.stop()
  }
  expect(handled).toHaveLength(4)
  expect(new Set(handled.map(({ event }) => event.id)).size).toBe(4)
})

it('a delivery that fails is retried, and both are shown', async () => {
  let failures = 1
  const { url } = await startEndpoint(
    (request) => acceptHandshake(request) ?? { status: failures-- > 0 ? 503 : 200 },
  )
  const dev = await startDev(url, '--time-scale', '1000')
  await connectClient(dev.connectionString, 'ada')
  await dev.waitFor({ type: 'delivery', attempt: 1, answer: '503', next: 'retry' })
  await dev.waitFor({ type: 'delivery', attempt: 2, answer: '200', next: 'delivered' })
})

it('faults are injected and shown', async () => {
  const { url, handled } = await startWebhook()
  const dev = await startDev(url, '--faults=duplicates=1', '--time-scale', '1000')
  await connectClient(dev.connectionString, 'ada')
  await dev.waitFor({ type: 'fault', kind: 'duplicate', event: 'connected ada' })
  await expect.poll(() => handled.length).toBe(2)
})

describe('the connection string', () => {
  it.each([[[]], [['--access-key', 'my-own-key']]])('is known before the start: %o', async (more) => {
    const port = await findPort()
    const { stdout, code } = await runCli(['dev', '--connection-string', '--port', port, ...more])
    const { url } = await startWebhook()
    const dev = await startDev(url, '--port', port, ...more)
    expect([code, stdout]).toEqual([0, `${dev.connectionString}\n`])
  })

  it('is that of the emulator by default', async () => {
    const { stdout } = await runCli(['dev', '--connection-string'])
    expect(stdout).toMatch(/^Endpoint=http:\/\/localhost:8888;AccessKey=[A-Z\d]{44};Version=1\.0;\n$/)
  })
})

describe('an invalid command line ends with exit code 2', () => {
  it.each([
    ['no URL', [], "missing required argument 'url'"],
    ['a fault of simulated traffic', ['http://a', '--faults=bursts'], 'Faults are duplicates'],
    ['a key that no connection string can hold', ['http://a', '--access-key', 'a;b'], 'spaces or semicolons'],
    ['no such port', ['http://a', '--port', '65536'], 'It is not a number from 0 to 65535'],
    [
      'the connection string of any port',
      ['--connection-string', '--port', '0'],
      '--connection-string needs a port',
    ],
    ['no source', ['http://a', '--source', ''], 'It is empty'],
    ['no such hub', ['http://a', '--port', '0', '--hub', '9'], 'no hub can have this name'],
  ])('%s', async (_, args, words) => {
    const { code, stdout, stderr } = await runCli(['dev', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(words)
  })

  it.each(['--port', '--page-port'])('a %s that is in use', async (option) => {
    const { url } = await startWebhook()
    const { port } = new URL(url)
    const ports = option === '--port' ? ['--page-port', '0'] : ['--port', '0']
    const { code, stdout, stderr } = await runCli(['dev', url, option, port, ...ports])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(new RegExp(`^error: port ${port} is in use: .*${option} takes another\n$`))
  })
})

it('sends headers with every POST', async () => {
  const { url, requests } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 200 })
  const dev = await startDev(url, '-H', 'x-key: y')
  await connectClient(dev.connectionString, 'ada')
  await dev.waitFor({ type: 'delivery', next: 'delivered' })
  expect(requests.map(({ headers }) => headers['x-key'])).toEqual(['y', 'y'])
})

it('the reason for a rejected token is shown', async () => {
  const { url } = await startWebhook()
  const dev = await startDev(url)
  const wrong = dev.connectionString.replace(/AccessKey=[^;]*/, `AccessKey=${'x'.repeat(44)}`)
  await expect(connectClient(wrong, 'ada')).rejects.toThrow('401')
  await dev.waitFor({ type: 'warning', code: 'token-refused', message: expect.stringContaining('signature') })
})

it('--no-page serves none', async () => {
  const { url } = await startWebhook()
  const dev = await startDev(url, '--no-page')
  expect(dev.page).toBeUndefined()
})

it('the connection string is printed before anything else', async () => {
  const { url } = await startWebhook()
  const runs = await Promise.all(Array.from({ length: 4 }, () => startDev(url)))
  for (const dev of runs) await dev.waitFor({ type: 'handshake', state: 'Succeeded' })
  expect(runs.map(({ activities }) => activities[0]?.type)).toEqual(runs.map(() => 'ready'))
})
