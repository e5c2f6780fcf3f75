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

it('every host of docs/frameworks.md is run, on the runtime that the page names', async () => {
  const { hosts } = (await import(`${root}/scripts/frameworks/hosts.mjs`)) as {
    hosts: Readonly<Record<string, { title: string; runtime: 'node' | 'node24' | 'bun' | 'deno' }>>
  }
  const page = readFileSync(`${root}/docs/frameworks.md`, 'utf8')
  const rows = [...page.matchAll(/^\| \[([^\],]+)[^\]]*\]\(#[^)]*\) +\| ([^|]*\w)/gm)]
  const names = { node: 'Node 20', node24: 'Node 24', bun: 'Bun', deno: 'Deno' }
  const runs = Object.values(hosts).map(({ title, runtime }): [string, string] => [title, names[runtime]])
  expect(Object.fromEntries(rows.map(([, title, on]) => [title, on]))).toEqual({
    ...Object.fromEntries(runs),
    // Which a process of Node starts.
    'Cloudflare Workers': 'workerd',
  })
})
