import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it, onTestFinished } from 'vitest'
import { packages, readJson, root } from './support/packages.js'

// A build removes all old files from `dist`.

const { build } = readJson('core', 'package.json')['scripts'] as { build: string }

/** A package with two source files. */
const files = {
  'src/index.ts': `export { one } from './deep/one.js'`,
  'src/deep/one.ts': 'export const one: number = 1',
  'package.json': JSON.stringify({ type: 'module', exports: { '.': { default: './dist/index.js' } } }),
  'tsconfig.json': JSON.stringify({
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: {
      ...{ rootDir: 'src', outDir: 'dist' },
      ...{ emitDeclarationOnly: true, tsBuildInfoFile: '.tsbuildinfo' },
    },
    include: ['src'],
  }),
}

/** Creates the package, and a function that builds it and lists the files in `dist`. */
function createPackage(): { dist: string; build: () => string[] } {
  const directory = mkdtempSync(join(tmpdir(), 'build-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  mkdirSync(join(directory, 'src/deep'), { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text)

  const PATH = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter)
  const options = { cwd: directory, shell: true, env: { ...process.env, PATH } }
  const dist = join(directory, 'dist')
  return {
    dist,
    build() {
      execFileSync(build.replace('../..', root), options)
      return readdirSync(dist, { recursive: true, encoding: 'utf8' }).sort()
    },
  }
}

const made = ['deep', join('deep', 'one.d.ts'), 'index.d.ts', 'index.js']

it('removed declarations are written again', () => {
  const { dist, build } = createPackage()
  expect(build()).toEqual(made)
  rmSync(join(dist, 'deep'), { recursive: true })
  expect(build()).toEqual(made)
  rmSync(dist, { recursive: true })
  expect(build()).toEqual(made)
})

it('files of an earlier build are removed', () => {
  const { dist, build } = createPackage()
  build()
  for (const file of ['chunk-OLD.js', 'old.d.ts', 'deep/old.js']) writeFileSync(join(dist, file), '')
  expect(build()).toEqual(made)
})

it('assets of a package are copied unchanged, and removed when they are no longer listed', () => {
  const { dist, build } = createPackage()
  const assets = join(dist, '../assets.mjs')
  writeFileSync(join(dist, '../page.html'), '<p>')
  writeFileSync(assets, `export const assets = { 'page/index.html': 'page.html' }`)
  expect(build()).toEqual([...made, 'page', join('page', 'index.html')])
  expect(readFileSync(join(dist, 'page/index.html'), 'utf8')).toBe('<p>')
  writeFileSync(assets, 'export const assets = {}')
  expect(build()).toEqual([...made, 'page'])
})

/** The input files and options of `tsc` in a directory. */
function readConfig(directory: string): ts.ParsedCommandLine {
  const { config } = ts.readConfigFile(join(root, directory, 'tsconfig.json'), ts.sys.readFile)
  return ts.parseJsonConfigFileContent(config, ts.sys, join(root, directory))
}

/** A build as turbo plans it. */
interface Task {
  readonly taskId: string
  readonly directory: string
  readonly command: string
  readonly inputs: Readonly<Record<string, string>>
  readonly dependencies: readonly string[]
}

/** The builds of all folders that have one. */
function planBuilds(): Task[] {
  const turbo = join(root, 'node_modules/.bin/turbo')
  const options = { cwd: root, encoding: 'utf8', shell: true } as const
  const plan = JSON.parse(execFileSync(turbo, ['run', 'build', '--dry=json'], options)) as { tasks: Task[] }
  return plan.tasks.filter(({ command }) => command !== '<NONEXISTENT>')
}

describe('turbo', () => {
  const builds = planBuilds()
  const relativeTo = (directory: string, path: string) =>
    relative(join(root, directory), path).replaceAll('\\', '/')

  it('plans the build of every package', () => {
    expect(builds.length).toBeGreaterThan(packages.length)
  })

  it.each(builds)('watches all files that $directory compiles', ({ directory, inputs }) => {
    const compiled = readConfig(directory).fileNames.map((file) => relativeTo(directory, file))
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(compiled))
  })

  // `tsc -b` builds what a project refers to. Two builds that write the same files at once break each other.
  it.each(builds)('ends the builds of what $directory refers to before its own', ({ taskId, directory }) => {
    const referred = (readConfig(directory).projectReferences ?? []).map(({ path }) => relativeTo('.', path))
    const before = builds.filter((build) => collectDependencies(taskId).has(build.taskId))
    expect(before.map((build) => build.directory)).toEqual(expect.arrayContaining(referred))
  })

  /** The builds that turbo ends before it starts this one. */
  function collectDependencies(taskId: string, found = new Set<string>()): Set<string> {
    for (const dependency of builds.find((build) => build.taskId === taskId)?.dependencies ?? []) {
      if (!found.has(dependency)) collectDependencies(dependency, found.add(dependency))
    }
    return found
  }
})

const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`)
const built = examples.filter((directory) => existsSync(join(root, directory, 'tsconfig.json')))

it.each(['demo', 'bench', ...built])('the build information of %s is next to its output', (directory) => {
  const { outDir = '', tsBuildInfoFile = '' } = readConfig(directory).options
  expect(relative(outDir, tsBuildInfoFile)).toBe('.tsbuildinfo')
})
