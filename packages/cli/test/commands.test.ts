import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sharedKey } from '@signalr-events/express'
import { describe, expect, it } from 'vitest'
import { root } from '../../../test/support/packages.js'
import { exitCodes } from '../src/exit.js'
import { runCli } from './support/cli.js'
import { acceptHandshake, startEndpoint } from './support/endpoint.js'
import { startWebhook } from './support/webhook.js'

// What all commands have in common, and their documentation.

/** The commands that end by themselves, with options for little work. */
const commands: Readonly<Record<string, readonly string[]>> = {
  send: [],
  simulate: ['--events', '1'],
  doctor: ['--handshake-only'],
}

const names = ['dev', ...Object.keys(commands)]

const startGood = () => startEndpoint((request) => acceptHandshake(request) ?? { status: 200 })

describe.each(Object.entries(commands))('%s', (command, few) => {
  it.each([
    ['with FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['with NO_COLOR', { NO_COLOR: '1' }, false],
    ['into a pipe', {}, false],
  ])('%s, colours: %o', async (_, env, coloured) => {
    const { url } = await startGood()
    const { stdout } = await runCli([command, url, ...few], { env })
    expect(stdout.includes('\x1b[32m')).toBe(coloured)
    expect(stdout.includes('\x1b')).toBe(coloured)
  })

  it('sends headers with every POST, and not with OPTIONS', async () => {
    const { url, requests } = await startGood()
    const headers = ['-H', 'authorization: Bearer x', '-H', 'x-key: y']
    for (const schema of ['eventgrid', 'cloudevents'])
      await runCli([command, url, '--schema', schema, ...headers, ...few])
    const shown = requests.filter(({ headers }) => headers['x-key'] === 'y' && headers.authorization)
    const posts = requests.filter(({ method }) => method === 'POST')
    // The doctor sends one request without a key.
    const keyless = command === 'doctor' ? 1 : 0
    expect(shown.length).toBe(posts.length - keyless)
    expect(shown.every(({ method }) => method === 'POST')).toBe(true)
    expect(requests.length).toBeGreaterThan(posts.length)
  })
})

describe.each(names)('%s', (command) => {
  it.each([
    ['--timeout', '0', 'It is not a number from 0.001 to 3600'],
    ['--subscription', 'é', 'It is not printable ASCII'],
    ['--schema', 'xml', 'Allowed choices are eventgrid, cloudevents'],
    ['--header', 'x-key', "It is not of the form 'name: value'"],
    ['--header', 'aeg-more: 1', 'It is reserved for Event Grid'],
    ['--header', `x-key: ${'k'.repeat(4097)}`, 'Its value is longer than 4,096 bytes'],
    ['--header', [...'abcdefghijk'].map((name) => `${name}: 1`), 'Event Grid sends up to ten'],
  ])('%s %.20s is rejected with an explanation', async (option, values, words) => {
    const options = [values].flat().flatMap((value) => [option, value])
    const { code, stdout, stderr } = await runCli([command, 'http://127.0.0.1:9', ...options])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(words)
  })

  it('--help shows examples and exit codes', async () => {
    const { code, stdout } = await runCli([command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`\n  $ signalr-events ${command} http`)
    expect(stdout).toMatch(/\nExit codes:\n {2}0 +\w.*\n {2}1 +\w.*\n {2}2 +\w/)
  })
})

/** A page of the documentation, with every call on one line. */
const readPage = (page: string) => readFileSync(join(root, `${page}.md`), 'utf8').replaceAll(/\\\n\s*/g, '')

const samplesIn = (page: string) =>
  [...readPage(page).matchAll(/^npx (?:signalr-events|@signalr-events\/cli) (.*)\n((?:# .*\n)+)/gm)].map(
    ([, call = '', output = '']) => [call, output] as const,
  )

describe('the README', () => {
  const page = 'packages/cli/README'
  it.each(Object.values(exitCodes))('explains exit code %i', (code) => {
    expect(readPage(page)).toMatch(new RegExp(`^\\| ${code} +\\| \\w`, 'm'))
  })

  it('has a sample of every command', () => {
    expect(samplesIn(page).map(([call]) => call.split(' ')[0])).toEqual(names)
  })
})

describe.each(['packages/cli/README', 'docs/local'])('%s.md shows what is printed', (page) => {
  it('for at least one sample', () => {
    expect(samplesIn(page)).not.toEqual([])
  })

  it.each(samplesIn(page))('by %s', async (call, output) => {
    const { url } = await startWebhook({ path: '/events', authorize: sharedKey('s3same') })
    const at = (text: string) => text.replaceAll('http://localhost:3000', url)
    const program = join(root, 'packages/cli/dist/main.js')
    const command = `'${process.execPath}' '${program}' ${at(call)}`
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, EVENTS_KEY: 's3same' }
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { env })
    const timeless = (text: string) => text.replaceAll(/[\d.]+ (ms|s)\b/g, '_')
    expect(timeless(stdout)).toContain(timeless(at(output.replaceAll(/^# /gm, ''))))
  })
})

/** The long options in a text. */
const optionsIn = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []

const pages = ['README', 'packages/cli/README', 'docs/local', 'docs/dead-letters', 'docs/troubleshooting']

it.each(pages)('%s.md names only existing options', async (page) => {
  const helps = names.map(async (name) => [name, optionsIn((await runCli([name, '--help'])).stdout)] as const)
  const known = new Map(await Promise.all(helps))
  const text = readPage(page)
  const calls = [...text.matchAll(/signalr-events(?:\/cli)? (dev|send|simulate|doctor) (.*)/g)]
  const called = calls.flatMap(([, name = '', rest = '']) =>
    optionsIn(rest).filter((option) => !known.get(name)?.includes(option)),
  )
  // The README names options of Azure's command as well.
  const named = page === 'README' ? [] : [...text.matchAll(/`(--[a-z][a-z-]*)/g)].map(([, option]) => option)
  const all = [...known.values()].flat()
  const unknown = named.filter((option = '') => !all.includes(option))
  expect([calls.length > 0, called, unknown]).toEqual([true, [], []])
})
