import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { create, createFolder } from './support/create.js'

// What is refused: with one clear sentence, exit code 2, and nothing written.

describe('refuses', () => {
  it.each([
    [[], /^error: Name a folder, such as my-app\./],
    [[''], /^error: The name of the folder is empty\./],
    [['my-app', '--framework', 'fastify'], /^error: --framework is express, koa or hono, not 'fastify'\./],
    [['my-app', '--store', 'mongo'], /^error: --store is memory or redis, not 'mongo'\./],
    [['my-app', '--package-manager', 'x'], /^error: --package-manager is npm, pnpm, yarn or bun, not 'x'\./],
    [['my-app', '--frame', 'koa'], /^error: Unknown option '--frame'\.\n/],
    [['my-app', '--framework'], /^error: Option '--framework <value>' argument missing/],
    // What is left of `npm create signalr-events my-app --framework koa`.
    [['my-app', 'koa'], /^error: Name one folder\. With npm, put -- before options:\n/],
    [['a-file'], /^error: Cannot write to \S+\/a-file: it is a file, or in one \(ENOTDIR\)\./],
    [['a-file/my-app'], /^error: Cannot write to \S+\/my-app: it is a file, or in one \(ENOTDIR\)\./],
    [['full'], /^error: \S+\/full is not empty\. Name a new folder\./],
    [['.'], /^error: \S+ is not empty\. Name a new folder\./],
    [['x'.repeat(300)], /: the name is too long \(ENAMETOOLONG\)\./],
  ])('%j', async (args, expected) => {
    const folder = createFolder()
    writeFileSync(join(folder, 'a-file'), '')
    mkdirSync(join(folder, 'full'))
    writeFileSync(join(folder, 'full/README.md'), 'mine')
    const { code, stdout, stderr } = await create(folder, args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(expected)
    expect(stderr.endsWith('\n(see --help)\n')).toBe(true)
    expect([readdirSync(folder).sort(), readdirSync(join(folder, 'full'))]).toEqual([
      ['a-file', 'full'],
      ['README.md'],
    ])
  })

  it.skipIf(process.platform !== 'linux')('a folder that cannot be written to', async () => {
    const { code, stderr } = await create('/', ['/proc/my-app', '--yes'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: Cannot write to \/proc\/my-app: [a-z -]+ \((ENOENT|EACCES|EPERM)\)\./)
  })
})

describe('accepts', () => {
  it.each([
    ['nothing but --yes', ['--yes'], 'my-app'],
    ['a path with spaces', ['My Projects/My App'], 'my-app'],
    ['a name in capitals', ['MyApp'], 'myapp'],
    ['a name that npm would refuse', ['_Größe!'], 'gr-e'],
    ['a name of which nothing is left', ['日本'], 'my-app'],
    ['the name of a package that it needs', ['express'], 'express-app'],
  ])('%s', async (_, args, name) => {
    const folder = createFolder()
    const { code, stdout, stderr } = await create(folder, args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const app = join(folder, args[0]?.startsWith('-') ? 'my-app' : (args[0] ?? ''))
    expect(readdirSync(app)).toContain('package.json')
    const { default: manifest } = await import(join(app, 'package.json'), { with: { type: 'json' } })
    expect(manifest.name).toBe(name)
    expect(stdout.includes(`Its name in package.json is ${name}.`)).toBe(!app.endsWith(`/${name}`))
  })

  it.each([
    ['my app', 'cd "my app"'],
    ['a"b $HOME', `cd 'a"b $HOME'`],
    ["it's $5", `cd 'it'\\''s $5'`],
  ])('%s, and prints a command that a shell reads', async (name, cd) => {
    const { code, stdout } = await create(createFolder(), [name])
    expect(code).toBe(0)
    expect(stdout).toContain(`\n  ${cd}\n`)
  })

  it('a name that begins with a dash', async () => {
    const { stdout } = await create(createFolder(), ['--', '-x'])
    expect(stdout).toContain('\n  cd ./-x\n')
  })

  it('this folder, if it holds only a repository of git', async () => {
    const folder = createFolder()
    mkdirSync(join(folder, '.git/_hooks'), { recursive: true })
    writeFileSync(join(folder, '.git/_hooks/_x.memory.y'), '')
    const { code, stdout } = await create(folder, ['.'])
    expect(code).toBe(0)
    expect(stdout).not.toContain('  cd ')
    expect(existsSync(join(folder, '.git/_hooks/_x.memory.y'))).toBe(true)
  })
})

it.each(['-h', '--help'])('%s', async (option) => {
  const { code, stdout } = await create('/', [option])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Usage: /)
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
})

it('--version', async () => {
  expect((await create('/', ['-v'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})
