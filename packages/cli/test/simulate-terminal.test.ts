import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCli, startCli } from './support/cli.js'
import { acceptHandshake, startEndpoint } from './support/endpoint.js'
import { printed } from './support/simulate.js'
import { startWebhook } from './support/webhook.js'

// The output of a simulation, and the ways to end it.

const summary = /\ntime .*\nevents .*\nattempts .*\nundelivered .*\nlag .*\nfaults .*\nonline .*\n/

describe('ended by a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: pending events are delivered, and the summary is printed',
    async (signal) => {
      const { url, handled } = await startWebhook()
      const child = startCli(['simulate', url, '--rate', '100'])
      const stdout = text(child.stdout)
      await expect.poll(() => handled.length, { timeout: 20_000 }).toBeGreaterThan(0)
      child.kill(signal)
      expect(await once(child, 'close')).toEqual([0, null])
      expect(await stdout).toMatch(summary)
      expect(await stdout).toContain('· 0 pending\n')
    },
  )

  it('SIGTERM and one Ctrl-C: pending events are delivered', async () => {
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const { url } = await startWebhook({ use: [(_event, _context, next) => opened.then(next)] })
    // A slow machine needs to deliver all that are pending in two seconds.
    const child = startCli(['simulate', url, '--rate', '2'])
    await printed(child, /[1-9] published/)
    child.kill('SIGTERM')
    await printed(child, /waiting for pending events/)
    child.kill('SIGINT')
    open()
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it('a second Ctrl-C ends it at once', async () => {
    const { url, requests } = await startEndpoint((request) => acceptHandshake(request) ?? {})
    const child = startCli(['simulate', url, '--rate', '100'])
    await expect.poll(() => requests.length, { timeout: 20_000 }).toBeGreaterThan(1)
    child.kill('SIGINT')
    expect(await printed(child, /waiting for pending events/)).not.toMatch(summary)
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([130, null])
  })
})

it('without a terminal: a line every few seconds, without control sequences', async () => {
  const { url } = await startWebhook()
  const { code, stdout, stderr } = await runCli(['simulate', url, '--duration', '6s'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/\n5 s · \d+ online · \d+ published · .* · 200: \d+\n/)
  expect(stdout).not.toContain('\x1b')
})

it('--json: one document on stdout, progress on stderr', async () => {
  const { url } = await startWebhook()
  const { stdout, stderr } = await runCli(['simulate', url, '--events', '5', '--seed', '7', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ seed: 7, delivered: 5 })
  expect(stderr).toMatch(/^http.*\nseed 7, /)
})

it.each([[[]], [['--json']]])('prints no secret: %j', async (more) => {
  const { url, requests } = await startEndpoint(
    (request) =>
      acceptHandshake(request) ?? { status: 401, body: `${request.url} ${request.headers['x-key']}` },
  )
  const target = `${url.replace('//', '//me:s3same@')}/events?key=pl4nted`
  const { stdout, stderr } = await runCli([
    ...['simulate', target, '-H', 'x-key: h3ader', '--events', '3', ...more],
  ])
  expect(requests.at(-1)).toMatchObject({ url: '/events?key=pl4nted', headers: { 'x-key': 'h3ader' } })
  expect(stdout + stderr).toContain(`${url}/events?key=…`)
  expect(stdout + stderr).not.toMatch(/pl4nted|s3same|h3ader/)
})

it('ends if its output is closed', async () => {
  const { url } = await startWebhook()
  const child = startCli(['simulate', url, '--events', '20'])
  await printed(child, /seed/)
  child.stdout.destroy()
  expect(await once(child, 'close')).toEqual([141, null])
})

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
const reason = hasScript ? '' : ' (skipped: there is no `script` of util-linux)'

describe.skipIf(!hasScript)(`on a terminal${reason}`, () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

  /** Runs the program on a terminal, and prints the state of the terminal before and after. */
  function startOnTerminal(url: string, more: NodeJS.ProcessEnv = {}, size = 'cols 80 rows 24') {
    const program = `'${process.execPath}' '${main}' simulate '${url}' --rate 50 --faults=resets=0.3`
    const command = `stty ${size}; stty -g; ${program}; echo code $?; stty -g`
    const { FORCE_COLOR: _, NO_COLOR: __, CI: ___, ...inherited } = process.env
    const env = { ...inherited, TERM: 'xterm', ...more }
    const child = spawn('script', ['-qec', command, '/dev/null'], { env, timeout: 25_000 })
    onTestFinished(() => void child.kill())
    return child
  }

  /** The terminal is in the same state as before, and its cursor is shown. */
  function expectAsBefore(shown: string) {
    const [first, last] = shown.match(/^[0-9a-f]+(:[0-9a-f]+)+/gm) ?? []
    expect(last).toBe(first)
    expect(shown.lastIndexOf('\x1b[?25h')).toBeGreaterThan(shown.lastIndexOf('\x1b[?25l'))
  }

  it('a crash restores the terminal', async () => {
    const { url } = await startWebhook()
    // As soon as the program listens for keys.
    const crash = "setInterval(() => { if (process.listenerCount('SIGTERM') > 0) throw new Error('crash') })"
    const preload = `data:text/javascript,${encodeURIComponent(crash)}`
    const shown = await text(startOnTerminal(url, { NODE_OPTIONS: `--import=${preload}` }).stdout)
    expect(shown).toContain('Error: crash')
    expect(shown).toContain('code 1\r\n')
    expectAsBefore(shown)
  })

  it('a terminal of unknown size shows whole rows', async () => {
    const { url } = await startWebhook()
    const child = startOnTerminal(url, {}, 'cols 0 rows 0')
    const shown = await printed(child, /retry in [^\r]*\r\n[\s\S]*press q to stop\r\n/)
    expect(stripVTControlCharacters(shown)).toMatch(/retry in \d+ s\r/)
    child.stdin.write('q')
    await once(child, 'close')
  })

  it.each([
    ['in colour', {}, true],
    ['with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('the table and the summary are %s: %s', async (_, more, coloured) => {
    const { url } = await startWebhook()
    const child = startOnTerminal(url, more)
    const table = await printed(child, /retry in \d+ s\r\n[\s\S]*press q to stop\r\n/)
    const rest = text(child.stdout)
    child.stdin.write('q')
    const summary = await rest
    expect(table.includes('\x1b[33mECONNRESET → retry in 10 s\x1b[39m')).toBe(coloured)
    expect(summary.includes('\x1b[33mECONNRESET: ')).toBe(coloured)
    expect(summary.includes('\x1b[32m200: ')).toBe(coloured)
  })

  it.each([
    // 1: the event whose retry is printed was not delivered.
    ['q', 'q', 1, true],
    ['Ctrl-C', '\x03', 1, true],
    ['Ctrl-C twice', '\x03\x03', 130, false],
  ])('%s ends it, and restores the terminal', async (_, keys, code, summarized) => {
    const { url } = await startWebhook()
    const child = startOnTerminal(url)
    const before = await printed(child, /retry in \d+ \w+\r\n[\s\S]*press q to stop\r\n/)
    const after = text(child.stdout)
    child.stdin.write(keys)
    const shown = before + (await after)
    expect(shown).toContain(`code ${code}\r\n`)
    expect(summary.test(stripVTControlCharacters(shown).replaceAll('\r', ''))).toBe(summarized)

    expectAsBefore(shown)
    const rows = stripVTControlCharacters(before).split('\r\n')
    const table = rows.slice(rows.findIndex((row) => row.startsWith('online ')))
    expect(Math.max(...table.map((row) => row.length))).toBeLessThan(80)
  })
})
