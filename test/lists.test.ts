import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { adapters, packages, root } from './support/packages.js'

// Everything that is derived from the lists of packages and adapters, and what each package must have for that.

it('every adapter is a package', () => {
  expect(packages).toEqual(expect.arrayContaining([...adapters]))
})

it.each(adapters)(
  '%s has mounts for the tests, a server for the scripts, and a test of its types',
  (name) => {
    const files = ['mounts.ts', 'server.mjs', 'conformance.test.ts', 'types.test.ts']
    const missing = files.filter((file) => !existsSync(`${root}/packages/${name}/test/${file}`))
    expect(missing).toEqual([])
  },
)

it.each(packages)('the README of the repository links to %s', (name) => {
  const links = [`packages/${name}/README.md`, `docs/${name}.md`]
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  expect(links.some((link) => readme.includes(`](${link})`))).toBe(true)
})

it.each(['tsconfig.json', 'tsconfig.tests.json'])('%s refers to every package', (file) => {
  const { references } = JSON.parse(readFileSync(`${root}/${file}`, 'utf8')) as {
    references: { path: string }[]
  }
  const ours = references.map(({ path }) => path).filter((path) => path.startsWith('packages/'))
  expect(ours, 'run `pnpm docs:write`').toEqual(packages.map((name) => `packages/${name}`))
})
