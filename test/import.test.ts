import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { root } from './support/packages.js'

// Finding and reading a module costs more than running it, so packages consist of few files.

const hooks = `
  import { writeSync } from 'node:fs'
  export async function load(url, context, next) {
    writeSync(1, url + '\\n')
    return next(url, context)
  }`
const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
const register = asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))})`)

/** How many files of each package Node loads. Our packages have the names of their folders. */
function countFiles(...args: string[]): Record<string, number> {
  const output = execFileSync(process.execPath, ['--import', register, ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  const counts: Record<string, number> = {}
  for (const [, path = ''] of output.matchAll(/^file:.*\/(?:packages|node_modules)\/(.*)$/gm)) {
    const [name = ''] = path.split('/')
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

const countImported = (entry: string) =>
  countFiles('--input-type=module', '-e', `await import('@signalr-events/${entry}')`)

// An entry, and the file that it shares with each of the two others.
const core = 3

it.each([
  ['core', { core }],
  ['core/failures', { core: 2 }],
  ['node', { core, node: 1 }],
  ['express', { core, node: 1, express: 1 }],
  ['koa', { core, node: 1, koa: 1 }],
  ['hono', { core, hono: 1 }],
  ['dedupe', { core, dedupe: 1 }],
  ['redis', { redis: 2 }],
])('to import %s loads %o', (entry, files) => {
  expect(countImported(entry)).toEqual(files)
})

it('the schemas alone load Zod', () => {
  expect(countImported('core/schemas')).toMatchObject({ core: 2, zod: expect.any(Number) })
})

it('signalr-events --help loads nothing of the simulator but durations', () => {
  const { cli, commander, ...others } = countFiles('packages/cli/dist/main.js', '--help')
  expect(others).toEqual({ simulator: 2 })
})
