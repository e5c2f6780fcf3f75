import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packages, readJson, root } from './support/packages.js'

// All packages have the same structure.

const build =
  /^tsc -b && node \.\.\/\.\.\/scripts\/bundle\.mjs( && node \.\.\/\.\.\/scripts\/templates\.mjs)?$/

type Exports = Record<string, string | Record<string, string>>

it.each(packages)('%s has the common structure', (name) => {
  const manifest = readJson(name, 'package.json')
  expect(manifest).toMatchObject({
    // What `npm create` runs has a name of its kind.
    name: name.startsWith('create-') ? name : `@signalr-events/${name}`,
    version: readJson('core', 'package.json')['version'],
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19' },
    files: ['dist'],
    scripts: { build: expect.stringMatching(build) },
  })
  expect(manifest['description']).toEqual(expect.any(String))
  expect(existsSync(`${root}/packages/${name}/README.md`), 'README.md').toBe(true)
})

it.each(packages)('%s publishes its exports without the sources', (name) => {
  const { exports, publishConfig } = readJson(name, 'package.json') as {
    exports: Exports
    publishConfig: { exports: Exports }
  }
  const published = Object.entries(exports).map(([path, target]) => {
    if (typeof target === 'string') return [path, target]
    const { '@signalr-events/source': source, types, default: main, ...rest } = target
    const file = source?.slice('./src/'.length, -'.ts'.length)
    expect([types, main, rest]).toEqual([`./dist/${file}.d.ts`, `./dist/${file}.js`, {}])
    return [path, { types, default: main }]
  })
  expect(publishConfig.exports).toEqual(Object.fromEntries(published))
})

it.each(packages)(
  '%s lists its entries for TypeScript without `exports`, as with module commonjs',
  (name) => {
    const { exports, main, types, typesVersions } = readJson(name, 'package.json') as {
      exports: Exports
      [field: string]: unknown
    }
    const entries = Object.entries(exports).flatMap(([path, target]) =>
      typeof target === 'string' ? [] : [[path.slice(2), target['types'], target['default']] as const],
    )
    const [root, ...others] = entries
    expect([types, main]).toEqual([root?.[1], root?.[2]])
    const versions = Object.fromEntries(others.map(([path, declarations]) => [path, [declarations]]))
    expect(typesVersions).toEqual(others.length === 0 ? undefined : { '*': versions })
  },
)
