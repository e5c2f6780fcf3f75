import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { eventGrid } from '@signalr-events/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { examples, startExample } from './example.js'

// `.env` files and containers often set what they have no value for.
const empty = {
  ...{ EVENTS_KEY: '', SIGNALR_RESOURCE_ID: '', AzureSignalRConnectionString: '', REDIS_URL: '', HOST: '' },
  ...{ NODE_ENV: '', CHOOSE_NAME: '' },
}

it.each(examples)('in the %s example, an empty setting is not set', async (name) => {
  const example = await startExample(name, empty)
  onTestFinished(() => void example.stop('SIGKILL'))
  expect(new URL(example.url).hostname).toBe('127.0.0.1')
  expect((await example.send(eventGrid.connected(), '')).status).toBe(200)
})

describe('an example that cannot start', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['no port', { PORT: 'x' }, "PORT must be a whole number from 0 to 65535, not 'x'"],
    ['a negative port', { PORT: '-1' }, "PORT must be a whole number from 0 to 65535, not '-1'"],
    ['no host', { HOST: 'host.invalid' }, 'cannot listen on HOST host.invalid: getaddrinfo '],
    ['no Redis URL', { REDIS_URL: 'here' }, 'REDIS_URL cannot be used: Invalid URL'],
    [
      'no connection string',
      { AzureSignalRConnectionString: 'here' },
      'AzureSignalRConnectionString cannot be used: createServiceClient: the connection string must be',
    ],
    ['no key', { NODE_ENV: 'production', EVENTS_KEY: '' }, 'EVENTS_KEY is not set: anyone could deliver'],
  ])('explains it in one line: %s', async (_, settings, line) => {
    expect(await start(settings)).toEqual({ code: 1, stderr: expect.stringMatching(/^error: .+\n$/) })
    expect((await start(settings)).stderr).toContain(line)
  })

  it('explains a port that is in use', async () => {
    const example = await startExample('express')
    onTestFinished(() => void example.stop('SIGKILL'))
    const { port } = new URL(example.url)
    expect(await start({ PORT: port })).toEqual({
      code: 1,
      stderr: `error: port ${port} is in use: set PORT to another, or stop the other program\n`,
    })
  })

  /** Runs an example that cannot start. The files that start it are the same in all examples. */
  async function start(settings: Readonly<Record<string, string>>) {
    const main = fileURLToPath(new URL('../express/dist/server.js', import.meta.url))
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, HOST: '127.0.0.1', PORT: '0', EVENTS_KEY: 'secret', ...settings },
      timeout: 20_000,
    })
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    return { code, stderr }
  }
})

it.each(examples)('the %s example does not start in production with an empty key', async (name) => {
  const starting = startExample(name, { ...empty, NODE_ENV: 'production' })
  await expect(starting).rejects.toThrow('EVENTS_KEY is not set')
})
