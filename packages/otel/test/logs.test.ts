import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import {
  createWebhook,
  type FailureCode,
  type Handlers,
  perDelivery,
  sharedKey,
  type WebhookOptions,
} from '@signalr-events/core'
import { failures } from '@signalr-events/core/failures'
import { signalrEvents } from '@signalr-events/express'
import { eventGrid } from '@signalr-events/testing'
import express, { type Request } from 'express'
import { pino } from 'pino'
import { Counter, Gauge, Histogram, register } from 'prom-client'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { createLogger, transports } from 'winston'
import { serve } from '../../../test/support/conformance.js'
import { root } from '../../../test/support/packages.js'
import { post } from './support/sdk.js'

// The samples of the page, unchanged: their log contains no secret.

const secret = 'pl4nted-s3cret'
const page = readFileSync(`${root}/docs/production.md`, 'utf8')

function readSample(file: string): string {
  const [, text = ''] = new RegExp(`^\`\`\`ts file=${file}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page) ?? []
  return text
}

function sink() {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { stream, lines }
}

/** Runs a sample with other modules, and returns the options that it gives to `createWebhook`. */
function runSample(file: string, modules: Record<string, unknown>): WebhookOptions<Request> {
  const code = ts.transpileModule(readSample(file), { compilerOptions: { module: ts.ModuleKind.CommonJS } })
  let options: WebhookOptions<Request> = {}
  const create = (handlers: Handlers<Request>, given: WebhookOptions<Request>) => {
    options = given
    return createWebhook(handlers, given)
  }
  const all: Record<string, unknown> = {
    '@signalr-events/core': { createWebhook: create, perDelivery },
    '@signalr-events/core/failures': { failures },
    ...modules,
  }
  new Function('require', 'exports', code.outputText)((name: string) => all[name], {})
  return options
}

/** Lets deliveries full of secrets succeed, fail and be refused, over a socket with Express. */
async function provoke(options: WebhookOptions<Request>): Promise<void> {
  const connected = () => Promise.reject(new Error('boom'))
  const authorize = sharedKey(`${secret}-key`)
  const webhook = createWebhook<Request>({ connected }, { ...options, path: '/events', authorize })
  const server = await serve(express().use(signalrEvents(webhook)))
  const headers = { authorization: `Bearer ${secret}` }
  const send = (key: string, request: ReturnType<typeof eventGrid.connected>) =>
    post(`${server.url}/events?key=${secret}${key}`, {
      ...request,
      headers: { ...request.headers, ...headers },
    })
  const invalid = { ...eventGrid.connectedEvent({ userId: secret }), data: { userId: secret } }
  try {
    const statuses = [
      await send('-key', eventGrid.connected({ userId: secret, connectionId: 'c1' })),
      await send('-key', eventGrid.disconnected({ userId: secret })),
      await send('-key', eventGrid.batch([invalid])),
      await send('-guess', eventGrid.connected({ userId: secret })),
    ]
    expect(statuses).toEqual([500, 200, 400, 401])
  } finally {
    await server.close()
  }
}

describe('the lines for pino', () => {
  const create = (stream: Writable) =>
    runSample('pino.ts', { pino: { pino: () => pino({ level: 'debug' }, stream) } })

  it('log each failure at its level and each delivery at debug, and nothing secret', async () => {
    const { stream, lines } = sink()
    await provoke(create(stream))
    const logged = lines.map(
      (line) => JSON.parse(line) as { level: number; err?: { code: FailureCode }; msg: string },
    )
    expect(logged.map(({ level, err, msg }) => [level, err?.code ?? msg])).toEqual([
      [20, 'delivery'],
      [50, 'HANDLER_FAILED'],
      [20, 'delivery'],
      [40, 'INVALID_EVENT'],
      [40, 'UNAUTHORIZED'],
    ])
    expect(lines.join('')).toContain('boom')
    expect(lines.join('')).toContain('c1')
    expect(lines.join('')).not.toContain(secret)
  })

  it('differ from the naive line, which logs the key, the token and the user id', async () => {
    const { stream, lines } = sink()
    const log = pino(stream)
    await provoke({ onError: (err, context) => log.error({ err, ...context }) })
    for (const leaked of [`key=${secret}-key`, `Bearer ${secret}`, `"userId":"${secret}"`])
      expect(lines.join('')).toContain(leaked)
  })
})

it('the lines for winston log each failure at its level, and nothing secret', async () => {
  const { stream, lines } = sink()
  const Console = class extends transports.Stream {
    constructor() {
      super({ stream })
    }
  }
  await provoke(runSample('winston.ts', { winston: { createLogger, transports: { Console } } }))
  const logged = lines.map((line) => JSON.parse(line) as { level: string; code: FailureCode })
  expect(logged.map(({ level, code }) => [level, code])).toEqual([
    ['error', 'HANDLER_FAILED'],
    ['warn', 'INVALID_EVENT'],
    ['warn', 'UNAUTHORIZED'],
  ])
  expect(lines.join('')).toContain('boom')
  expect(lines.join('')).not.toContain(secret)
})

it('the lines for prom-client export lag, failures and waiting events', async () => {
  const sample = readSample('prometheus.ts')
  expect(sample.trim().split('\n').length).toBeLessThanOrEqual(14)
  const options = runSample('prometheus.ts', { 'prom-client': { Counter, Gauge, Histogram } })
  await provoke({ ...options, onError: () => {} })
  const exported = await register.metrics()
  expect(exported).toContain('signalr_events_event_lag_count 2')
  expect(exported).toContain('signalr_events_event_waiting 0')
  register.clear()
})

it('every level is a method of the loggers, and requests of other senders cause no error', () => {
  const { stream } = sink()
  const loggers = [pino(stream), createLogger({ silent: true })] as unknown as Record<string, unknown>[]
  for (const { level } of Object.values(failures))
    for (const log of loggers) expect(log[level]).toBeTypeOf('function')
  const ofOtherSenders: FailureCode[] = [
    'UNAUTHORIZED',
    'NOT_ALLOWED',
    'NOT_JSON',
    'NOT_A_DELIVERY',
    'ORIGIN_NOT_ALLOWED',
  ]
  expect(ofOtherSenders.map((code) => failures[code].level)).not.toContain('error')
})
