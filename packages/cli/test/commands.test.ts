import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../../test/support/packages.js'
import { runCli } from './support/cli.js'
import { acceptHandshake, startEndpoint } from './support/endpoint.js'

// What all commands have in common.

const commands: Readonly<Record<string, readonly string[]>> = {
  send: [],
  simulate: ['--events', '1'],
  doctor: ['--handshake-only'],
}

describe.each(Object.entries(commands))('%s', (command, few) => {
  it.each([
    ['with FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['with FORCE_COLOR and NO_COLOR', { FORCE_COLOR: '0', NO_COLOR: '1' }, false],
    ['into a pipe', {}, false],
  ])('%s, colours: %o', async (_, env, coloured) => {
    const { url } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 200 })
    const { stdout } = await runCli([command, url, ...few], { env })
    expect(stdout.includes('\x1b[32m')).toBe(coloured)
    expect(stdout.includes('\x1b')).toBe(coloured)
  })

  it('headers go with every POST, and not with OPTIONS', async () => {
    const { url, requests } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 200 })
    const header = ['-H', 'authorization: Bearer x', '-H', 'x-key: y']
    for (const schema of ['eventgrid', 'cloudevents'])
      await runCli([command, url, '--schema', schema, ...header, ...few])
    const keyless = command === 'doctor' ? 1 : 0
    expect(requests.map(({ method }) => method)).toEqual(expect.arrayContaining(['OPTIONS', 'POST']))
    const shown = requests.filter(
      ({ headers }) => headers['x-key'] === 'y' && headers.authorization === 'Bearer x',
    )
    const posts = requests.filter(({ method }) => method === 'POST')
    expect(shown.every(({ method }) => method === 'POST')).toBe(true)
    expect(shown.length).toBe(posts.length - keyless)
  })

  it.each([
    ['--timeout', '0', 'It is not a number from 0.001 to 3600'],
    ['--subscription', 'é', 'It is not printable ASCII'],
    ['--schema', 'xml', 'Allowed choices are eventgrid, cloudevents'],
    ['--header', 'x-key', "It is not of the form 'name: value'"],
  ])('%s %s is refused with words', async (option, value, words) => {
    const { code, stdout, stderr } = await runCli([command, 'http://127.0.0.1:9', option, value])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(words)
  })
})

/** The long options that a text names. */
const optionsIn = (text: string) => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g))]

const helpOf = async (command: string) => (await runCli([command, '--help'])).stdout

describe('what is documented', () => {
  const pages = [
    'README.md',
    'packages/cli/README.md',
    'docs/local.md',
    'docs/dead-letters.md',
    'docs/troubleshooting.md',
  ]
  it.each(pages)('%s names options that there are', async (page) => {
    const helps = new Map(
      await Promise.all(
        Object.keys(commands).map(async (name) => [name, optionsIn(await helpOf(name))] as const),
      ),
    )
    const lines = readFileSync(join(root, page), 'utf8').split('\n')
    const calls = lines.flatMap((line) => {
      const [, name = '', rest = ''] =
        /(?:signalr-events(?:\/cli)?) (send|simulate|doctor) (.*)$/.exec(line) ?? []
      return optionsIn(rest).map((option) => ({ line, known: helps.get(name)?.includes(option) }))
    })
    expect(calls.filter(({ known }) => !known)).toEqual([])
  })
})
