import { expect, it } from 'vitest'
import { readPackage } from '../scripts/shared/packages.mjs'
import { adapters, packages, readFiles } from './support/packages.js'

// Which package may import which. Nothing imports an adapter, adapters are independent, and frameworks are types only.

const mayImport: Readonly<
  Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>
> = {
  ...Object.fromEntries(adapters.map((name) => [name, toAllowed(name)])),
  core: { values: ['zod/mini'], types: [] },
  node: { values: ['@signalr-events/core', 'node:buffer'], types: ['node:http'] },
  testing: {
    values: ['@signalr-events/core'],
    types: ['@signalr-events/dedupe', '@signalr-events/presence'],
  },
  dedupe: { values: ['@signalr-events/core'], types: [] },
  presence: { values: ['@signalr-events/core'], types: [] },
  queue: { values: ['@signalr-events/core'], types: [] },
  redis: {
    values: ['node:crypto', 'node:timers/promises'],
    types: ['@signalr-events/dedupe', '@signalr-events/presence'],
  },
  simulator: {
    values: [
      ...['@signalr-events/testing', 'node:events', 'node:http', 'node:https'],
      ...['node:tls', 'node:util', 'node:zlib'],
    ],
    types: ['@signalr-events/core', 'node:net'],
  },
  cli: {
    values: [
      '@signalr-events/emulator',
      '@signalr-events/simulator',
      '@signalr-events/core/failures',
      '@signalr-events/simulator/duration',
      '@signalr-events/testing',
      '@signalr-events/testing/conformance',
      'commander',
      ...['node:fs', 'node:fs/promises', 'node:http', 'node:https', 'node:stream/consumers', 'node:util'],
      ...['node:crypto', 'node:events', 'node:net', 'node:readline', 'node:timers/promises'],
    ],
    types: ['@signalr-events/core', 'node:tty'],
  },
  'create-signalr-events': {
    values: [...['node:crypto', 'node:fs', 'node:path', 'node:readline/promises', 'node:url', 'node:util']],
    types: [],
  },
  management: { values: ['jose'], types: [] },
  emulator: {
    values: ['@msgpack/msgpack', 'jose', 'node:crypto', 'node:events', 'node:http', 'ws'],
    types: ['node:net', 'node:stream'],
  },
  entra: { values: ['@signalr-events/core', 'jose'], types: [] },
  otel: {
    values: ['@opentelemetry/api', '@signalr-events/core', '@signalr-events/core/failures'],
    types: [],
  },
}

/** An adapter imports its dependencies, and types of the framework, its peer dependency. */
function toAllowed(name: string) {
  const { dependencies = {}, peerDependencies = {} } = readPackage(name)
  return {
    values: Object.keys(dependencies),
    types: [...Object.keys(peerDependencies), 'hono/utils/http-status'],
  }
}

/** The modules that a source imports in any way, without relative ones and those in comments. */
function importsOf(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*'([^'.][^']*)'/g)].map(
    ([, name]) => name ?? '',
  )
}

it.each(packages)('%s imports only allowed modules', (name) => {
  const { values, types } = mayImport[name] ?? expect.fail('it is not on the list')
  for (const [path, text] of readFiles(name, 'src', '.ts')) {
    const allowed = [...values, ...types, '@signalr-events/internal']
    for (const module of importsOf(text)) expect(allowed, path).toContain(module)
  }
})

it.each(packages)('the build of %s imports no framework', (name) => {
  // Templates are for others to run.
  const files = readFiles(name, 'dist', '.js').filter(([path]) => !path.startsWith('templates'))
  const modules = files.flatMap(([, text]) => importsOf(text.replaceAll('"', "'")))
  expect(mayImport[name]?.values).toEqual(expect.arrayContaining([...new Set(modules)]))
})

it('health imports nothing of OpenTelemetry', () => {
  const files = readFiles('otel', 'src', '.ts').filter(([path]) => path.startsWith('health'))
  expect(files.length).toBeGreaterThan(1)
  const modules = files.flatMap(([, text]) => [
    ...importsOf(text),
    ...[...text.matchAll(/'(\.\.\/[^']*)'/g)].map(([, path]) => path ?? ''),
  ])
  expect(new Set(modules)).toEqual(new Set(['@signalr-events/core', '@signalr-events/internal']))
})

it('only the schemas of core import zod', () => {
  const importing = readFiles('core', 'src', '.ts').filter(([, text]) =>
    importsOf(text).some((name) => name.startsWith('zod')),
  )
  expect(importing.map(([path]) => path)).toEqual(['schemas.ts'])
})

it('no command of cli imports another, and what they share imports none', () => {
  const violations = readFiles('cli', 'src', '.ts').flatMap(([path, text]) => {
    const [stage] = path.split('/')
    const imports = [...text.matchAll(/'(?:\.\.?\/)+(send|simulate|doctor|dev)\//g)].map(
      ([, command]) => command,
    )
    return imports.filter((command) => command !== stage).map((command) => `${path} → ${command}`)
  })
  // Only the program imports all commands.
  expect(violations.filter((isViolation) => !isViolation.startsWith('program.ts'))).toEqual([])
})
