import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { signalrEvents } from '@signalr-events/express'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../test/support/conformance.js'
import { runCli, startCli } from './support/cli.js'
import { acceptHandshake, startEndpoint } from './support/endpoint.js'
import { printed, simulate } from './support/simulate.js'
import { type Handled, startWebhook } from './support/webhook.js'

// The built `signalr-events simulate`, against Express.

const quick = '--events 200 --rate 1000 --seed 7'

/** A directory for dead letters that is removed after the test. */
async function createFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'simulate-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return join(directory, 'lost.json')
}

/** The connections that are online according to the received events, in any order. */
function toOnline(handled: readonly Handled[]): string[] {
  const online = new Set(handled.map(({ event }) => event.connectionId))
  for (const { event } of handled) if (event.type === 'disconnected') online.delete(event.connectionId)
  return [...online].sort()
}

describe('traffic', () => {
  it.each(['eventgrid', 'cloudevents'])(
    'ends by itself after every event is delivered: %s',
    async (schema) => {
      const { url, handled } = await startWebhook()
      const { code, ...document } = await simulate(url, `${quick} --schema ${schema}`)
      expect([code, handled.length, toOnline(handled).length]).toEqual([0, 200, document.online])
      expect(handled.every(({ delivery }) => delivery.schema === schema)).toBe(true)
      const ms = expect.any(Number)
      expect(document).toEqual({
        ...{ url: `${url}/`, seed: 7, schema, timeScale: 1 },
        handshake: { state: 'Succeeded', reason: expect.any(String) },
        ...{ durationMs: ms, published: 200, delivered: 200, deadLettered: 0, dropped: 0, pending: 0 },
        attempts: { total: 200, failed: 0, byAnswer: { 200: 200 } },
        lagMs: { p50: ms, p95: ms, max: ms },
        ...{ faults: {}, lostDisconnects: [], online: expect.any(Number) },
      })
    },
  )

  it('is the same for the same seed, however it is delivered', async () => {
    const run = async (args: string) => {
      const { url, handled } = await startWebhook()
      await simulate(url, args)
      return handled.map(({ event }) => `${event.id} ${event.type} ${event.connectionId}`).sort()
    }
    const [one, again, other] = await Promise.all([
      run(quick),
      run('--events 200 --rate 300 --seed 7 --batch 20'),
      run('--events 200 --rate 1000 --seed 8'),
    ])
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
  })

  it('has the values of the options', async () => {
    const { url, handled } = await startWebhook()
    await simulate(url, `${quick} --subscription mine --source /my/signalr --hubs chat,game --users 3`)
    const unique = (values: (string | undefined)[]) => [...new Set(values)].sort()
    expect(unique(handled.map(({ delivery }) => delivery.subscription))).toEqual(['MINE'])
    expect(unique(handled.map(({ event }) => event.source))).toEqual(['/my/signalr'])
    expect(unique(handled.map(({ event }) => event.hubName))).toEqual(['chat', 'game'])
    expect(unique(handled.map(({ event }) => event.userId)).length).toBeLessThanOrEqual(4)
  })

  it('ends after a duration, at the rate of this machine, with any clock', async () => {
    const run = async (timeScale: number) => {
      const { url, handled } = await startWebhook()
      const { code } = await simulate(url, `--duration 1s --rate 100 --seed 7 --time-scale ${timeScale}`)
      return [code, handled.length]
    }
    const [slow, fast] = await Promise.all([run(1), run(60)])
    expect(fast).toEqual(slow)
    expect(slow).toEqual([0, expect.closeTo(100, -2)])
  })

  it('waits for a server that starts later', async () => {
    const { url, close } = await serve(() => {})
    await close()
    const child = startCli(['simulate', url, '--wait', '20s', '--events', '1'])
    await printed(child, /Waiting for the server to listen/)
    const server = express()
      .use(signalrEvents({}))
      .listen(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void server.close())
    await printed(child, /1 published · 1 delivered/)
  })

  it.skipIf(process.platform !== 'linux')('waits no longer where nothing answers at all', async () => {
    const port = await startSilentHost()
    const url = `http://127.0.0.1:${port}/`
    const { code, stdout } = await runCli(['simulate', url, '--wait', '1s', '--timeout', '1'])
    expect(code).toBe(1)
    expect(stdout).toContain('Failed: No answer: TimeoutError.')
  })
})

/** A port where packets are dropped, as by a firewall: a process that stands still, whose queue of connections is full. */
async function startSilentHost(): Promise<number> {
  const listen =
    "server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))"
  const child = spawn(process.execPath, ['-e', `const server = require('net').createServer();${listen}`])
  onTestFinished(() => void child.kill('SIGKILL'))
  const port = Number(await once(child.stdout, 'data'))
  child.kill('SIGSTOP')
  for (let isFull = false; !isFull; ) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    onTestFinished(() => void socket.destroy())
    isFull = await once(socket, 'connect', { signal: AbortSignal.timeout(500) }).then(
      () => false,
      () => true,
    )
  }
  return port
}

describe('faults', () => {
  it('are a small share of each by default', async () => {
    const { url, handled } = await startWebhook()
    const document = await simulate(url, '--events 1000 --rate 1000 --seed 3 --faults --time-scale 1000')
    const kinds = ['delays', 'duplicates', 'lost-disconnects', 'out-of-order', 'reorders', 'shared-ids']
    expect(Object.keys(document.faults).sort()).toEqual(kinds)
    expect(document).toMatchObject({ code: 0, pending: 0, dropped: 0 })
    expect(document.attempts.byAnswer['ECONNRESET']).toBeGreaterThan(0)
    const online = toOnline(handled)
    expect(online).toEqual(expect.arrayContaining([...document.lostDisconnects]))
    expect(online.length).toBe(document.online + document.lostDisconnects.length)
    expect(document.lostDisconnects.length).toBe(document.faults['lost-disconnects'])
  })

  it('are the same for the same seed, whatever the rate', async () => {
    const run = async (rate: number) => {
      const { url } = await startWebhook()
      const args = `--events 300 --rate ${rate} --seed 3 --faults --time-scale 1000`
      const { faults, lostDisconnects } = await simulate(url, args)
      return { faults, lostDisconnects }
    }
    const [slow, fast] = await Promise.all([run(300), run(3000)])
    expect(fast).toEqual(slow)
  })

  it('have the shares of the list', async () => {
    const { url, handled } = await startWebhook()
    const faults = '--faults=duplicates=1,bursts=50 --time-scale 1000'
    const { faults: made } = await simulate(url, `--events 100 --rate 1 --seed 7 ${faults}`)
    expect([made, handled.length]).toEqual([{ duplicates: 100 }, 200])
    expect(handled.filter(({ event }) => event.userId?.startsWith('burst-user-')).length).toBeGreaterThan(100)
  })

  it('list the lost disconnected events', async () => {
    const { url, handled } = await startWebhook()
    const args = [...quick.split(' '), '--faults=lost-disconnects=1']
    const { stdout } = await runCli(['simulate', url, ...args])
    const [, list = '', more] =
      /these connections are still open:\n((?: {2}\S{36}\n){10}) {2}and (\d+) more\n/.exec(stdout) ?? []
    expect(toOnline(handled)).toEqual(expect.arrayContaining(list.trim().split(/\s+/)))
    expect(stdout).toContain(`faults      lost-disconnects: ${10 + Number(more)}\n`)
  })
})

describe('a webhook that fails', () => {
  const few = '--events 5 --rate 1000 --time-scale 1000'
  const failing = (status: number) => startEndpoint((request) => acceptHandshake(request) ?? { status })

  it.each([
    [500, 10],
    [503, 10],
    [400, 5],
    [401, 5],
  ])('with %i: %i attempts, then the events are dropped', async (status, total) => {
    const { url } = await failing(status)
    expect(await simulate(url, `${few} --max-attempts 2`)).toMatchObject({
      ...{ code: 1, published: 5, delivered: 0, deadLettered: 0, dropped: 5, pending: 0 },
      attempts: { total, failed: total, byAnswer: { [status]: total } },
      lagMs: { p50: null, p95: null, max: null },
    })
  })

  it.each([
    ['eventgrid', 'eventType', 'deadLetterReason'],
    ['cloudevents', 'specversion', 'deadletterreason'],
  ])('leaves dead letters: %s', async (schema, mark, reason) => {
    const file = await createFile()
    const { url } = await failing(500)
    const args = [...few.split(' '), '--ttl', '1m', '--schema', schema, '--dead-letter', file]
    const { code, stdout } = await runCli(['simulate', url, ...args])
    const letters = JSON.parse(await readFile(file, 'utf8'))
    expect([code, letters.length]).toEqual([1, 5])
    for (const letter of letters)
      expect(letter).toMatchObject({ [mark]: expect.any(String), [reason]: 'TimeToLiveExceeded' })
    expect(stdout).toContain('undelivered 5 dead-lettered · 0 dropped\n')
    expect(stdout).toContain(`signalr-events send <url> --file ${file}`)

    const { url: restored, handled } = await startWebhook()
    expect((await runCli(['send', restored, '--file', file])).code).toBe(0)
    expect(handled.map(({ event }) => event.id)).toEqual(letters.map(({ id }: { id: string }) => id))
  })
})

describe('dead letters are in the file', () => {
  it.each([
    ['Ctrl-C', 'SIGINT', 1],
    ['a second Ctrl-C', 'SIGINT', 2],
    ['the end of the terminal', 'SIGHUP', 1],
  ] as const)('after %s', async (_, signal, times) => {
    const file = await createFile()
    // The first event is dead-lettered; the others are never answered.
    let refused = false
    const { url } = await startEndpoint((request) => {
      const handshake = acceptHandshake(request)
      if (handshake !== undefined || refused) return handshake ?? {}
      refused = true
      return { status: 400 }
    })
    const child = startCli(['simulate', url, '--rate', '100', '--dead-letter', file])
    await printed(child, /1 dead-lettered/)
    child.kill(signal)
    if (times === 2) {
      await printed(child, /waiting for pending events/)
      child.kill('SIGINT')
    }
    expect(await once(child, 'close')).toEqual([times === 1 ? 1 : 130, null])
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(1)
  })
})

it('fails if it is stopped before every event was delivered', async () => {
  const { url } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 500 })
  const child = startCli(['simulate', url, '--rate', '100', '--events', '10'])
  await printed(child, /waiting for pending events/)
  child.kill('SIGINT')
  const [summary, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  expect(summary).toContain('10 published · 0 delivered · 10 pending')
  expect(code).toBe(1)
})

it('fails if it is stopped while an injected fault delays an event', async () => {
  const { url } = await startWebhook()
  const child = startCli(['simulate', url, '--rate', '100', '--events', '10', '--faults=delays=1'])
  await printed(child, /waiting for pending events/)
  child.kill('SIGINT')
  const [summary, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  const [, delivered, pending] = /10 published · (\d+) delivered · (\d+) pending/.exec(summary) ?? []
  expect(Number(delivered) + Number(pending)).toBe(10)
  expect([Number(pending) > 0, code]).toEqual([true, 1])
})

describe('a handshake', () => {
  it.each([
    ['eventgrid', 404, 'Failed: The status is 404, and only 200 counts.'],
    ['cloudevents', 401, 'Failed: The status is 401, and only 200 counts.'],
  ])('that fails ends it: %s, %i', async (schema, status, words) => {
    const { url, requests } = await startEndpoint(() => ({ status }))
    const { code, stdout } = await runCli(['simulate', url, '--schema', schema])
    expect([code, requests.length]).toEqual([1, 1])
    expect(stdout).toContain(words)
    expect(stdout).toContain('`npx @signalr-events/cli doctor "<url>"`')
  })

  it('without an answer fails', async () => {
    const { url, close } = await serve(() => {})
    await close()
    const { code, handshake, published } = await simulate(url, '--seed 1')
    expect([code, handshake, published]).toEqual([
      1,
      { state: 'Failed', reason: 'No answer: ECONNREFUSED' },
      undefined,
    ])
  })

  it('without an answer is explained', async () => {
    const { url, close } = await serve(() => {})
    await close()
    const { code, stdout } = await runCli(['simulate', url])
    expect(code).toBe(1)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Failed: No answer: ECONNREFUSED. The host exists, but nothing listens on the port. To find the cause, run',
    )
  })

  it.each(['eventgrid', 'cloudevents'])('can be replaced by a manual validation: %s', async (schema) => {
    const { url } = await startEndpoint(() => ({ status: 200 }))
    const child = startCli(['simulate', url, '--events', '3', '--schema', schema])
    const text = await printed(child, /manually: http\S+\n/)
    expect(text).toContain('AwaitingManualAction')
    await fetch(/manually: (\S+)/.exec(text)?.[1] ?? '')
    await printed(child, /3 published · 3 delivered/)
  })
})

it.each([
  ['--rate 0', '--rate'],
  ['--users 1.5', '--users'],
  ['--hubs ,', '--hubs'],
  ['--duration 10', "It is not of the form '90s'"],
  ['--duration 31d', 'It is not from 1s to 30d'],
  ['--ttl 1s', 'It is not from 1m to 24h'],
  ['--time-scale 0', '--time-scale'],
  ['--faults=floods', 'Faults are duplicates, '],
  ['--faults=resets=2', 'A fault has a share from 0 to 1'],
  ['--faults=bursts=0.5', 'bursts have a number of users, up to a million'],
  ['--faults=bursts=1000001', 'bursts have a number of users, up to a million'],
  ['--events 1e300', '--events'],
  ['--dead-letter /', '/ cannot be written: it is a directory'],
  ['--dead-letter /nowhere/lost.json', '/nowhere/lost.json cannot be written: its folder does not exist'],
])('%s is rejected with an explanation', async (option, words) => {
  const { code, stderr } = await runCli(['simulate', 'http://127.0.0.1:9', ...option.split(' ')])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: /)
  expect(stderr).toContain(words)
})
