import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findRelativeLinks } from '../../../scripts/shared/publication.mjs'
import { frameworks, managers, stores } from '../src/choices.js'
import { create, createFolder, templates } from './support/create.js'

// What a created app holds. `pnpm packed` installs, tests and runs it.

const root = new URL('../../../', import.meta.url).pathname

/** Creates an app. Returns its files by path, and what was printed. */
async function createApp(options: readonly string[]) {
  const folder = createFolder()
  const { code, stdout, stderr } = await create(folder, ['my-app', ...options])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const directory = join(folder, 'my-app')
  const files = new Map(listFiles(directory).map((path) => [path, read(directory, path)]))
  return { directory, files, stdout, text: (path: string) => files.get(path) ?? expect.fail(path) }
}

const read = (directory: string, path: string) => readFileSync(join(directory, path), 'utf8')

const listFiles = (directory: string) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(directory, path)).isFile())
    .sort()

it('there is a template for each framework', () => {
  expect(readdirSync(templates).sort()).toEqual(Object.keys(frameworks).sort())
})

describe.each(Object.keys(frameworks))('%s', (framework) => {
  it('is the example, with what every app has', async () => {
    const { text } = await createApp(['--framework', framework])
    for (const folder of ['src', 'public'])
      for (const path of listFiles(join(root, 'examples', framework, folder)))
        expect(text(join(folder, path))).toBe(read(join(root, 'examples', framework, folder), path))
    for (const path of listFiles(join(root, 'examples/template')))
      if (!/^compose\.|^Dockerfile$/.test(path))
        expect(text(path)).toBe(read(join(root, 'examples/template'), path))
  })

  it('depends on versions, and on nothing of this repository', async () => {
    const { files, text } = await createApp(['--framework', framework])
    const { dependencies, devDependencies, scripts } = JSON.parse(text('package.json'))
    const ranges = Object.values({ ...dependencies, ...devDependencies })
    expect(ranges.filter((range) => !/^[~^]?\d+\.\d+\.\d+$/.test(String(range)))).toEqual([])
    expect(Object.keys(dependencies)).toContain(`@signalr-events/${framework}`)
    expect(Object.keys(scripts)).toEqual(['build', 'dev', 'start', 'test'])
    expect(JSON.parse(text('tsconfig.json'))).not.toHaveProperty('extends')
    expect([...files.keys()].filter((path) => /(^|\/)_|\.memory\./.test(path))).toEqual([])
    for (const [path, content] of files)
      expect(content, path).not.toMatch(/workspace:|catalog:|pnpm (dev|start)|\.\.\/\.\.\/(docs|packages)/)
    expect(findRelativeLinks(text('README.md')).filter((link) => !files.has(link))).toEqual([])
  })

  it('listens on all addresses in the Dockerfile and nowhere else', async () => {
    const { files } = await createApp(['--framework', framework])
    const sets = [...files].filter(([, content]) => /^(?!\s*(\/\/|#)).*HOST\W{1,4}0\.0\.0\.0/m.test(content))
    expect(sets.map(([path]) => path)).toEqual(['Dockerfile'])
  })
})

it('has a new key in .env, which git and the image leave out, and nowhere else', async () => {
  const [one, other] = [await createApp([]), await createApp([])]
  const [, key = ''] = /^EVENTS_KEY=(.+)$/m.exec(one.text('.env')) ?? []
  expect(key).toMatch(/^[\w-]{43}$/)
  expect(other.text('.env')).not.toContain(key)
  expect([...one.files].filter(([, content]) => content.includes(key)).map(([path]) => path)).toEqual([
    '.env',
  ])
  expect(one.stdout).not.toContain(key)
  expect(one.text('.env').replace(key, '')).toBe(one.text('.env.example'))
  expect(one.text('.dockerignore').split('\n')).toContain('.env')
  if (process.platform !== 'win32') expect(statSync(join(one.directory, '.env')).mode & 0o077).toBe(0)
  const git = (...args: string[]) => execFileSync('git', args, { cwd: one.directory, encoding: 'utf8' })
  git('init', '--quiet')
  expect(git('check-ignore', '.env', 'node_modules/', 'dist/')).toBe('.env\nnode_modules/\ndist/\n')
})

it('has two instances and a Redis without a port, or one instance and no Redis', async () => {
  const redis = (await createApp(['--store', 'redis'])).text('compose.yaml')
  expect(redis.match(/^ {2}app-\d:$/gm)).toHaveLength(2)
  const [, service = ''] = /^ {2}redis:\n((?: {4}.*\n)+)/m.exec(redis) ?? []
  expect(service).toContain('image: redis')
  expect(service).not.toContain('ports:')
  const memory = (await createApp(['--store', 'memory'])).text('compose.yaml')
  expect(memory.match(/^ {2}[\w-]+:$/gm)).toEqual(['  app:'])
  expect(memory).not.toContain('redis:')
})

describe.each(Object.keys(managers))('%s', (manager) => {
  it('is recognized, and what is printed and written has its commands', async () => {
    const folder = createFolder()
    const { stdout } = await create(folder, ['my-app'], `${manager}/1.2.3 npm/? node/v20.19.0 linux x64`)
    expect(stdout).toContain(`\n  cd my-app\n  ${manager} install\n  ${manager === 'npm' ? 'npm run' : ''}`)
    const readme = read(join(folder, 'my-app'), 'README.md')
    expect(readme).toContain(`${manager} install`)
    if (manager !== 'npm') expect(stdout + readme).not.toMatch(/\bnpm (run|install|test|start)\b/)
  })

  it.each(Object.keys(stores))('what is printed with %s fits 80 columns', async (store) => {
    const { stdout } = await createApp(['--store', store, '--package-manager', manager])
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('the Dockerfile installs what can be installed', async () => {
    const { text } = await createApp(['--package-manager', manager])
    const installs = text('Dockerfile')
      .match(/^RUN .*/gm)
      ?.flatMap((line) => line.match(/npm ci|npm install|pnpm@10 install/) ?? [])
    const expected = { npm: 'npm ci', pnpm: 'pnpm@10 install' }[manager] ?? 'npm install'
    expect(installs?.filter((each) => each !== expected)).toEqual([])
    expect(installs?.length).toBeGreaterThanOrEqual(2)
  })
})
