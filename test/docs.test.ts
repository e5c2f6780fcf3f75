import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readOptions } from '../packages/core/src/options.js'
import { packages, readJson, root } from './support/packages.js'
import { listTexts } from './support/sources.js'

// The READMEs of all packages have the same structure. `pnpm docs:check` checks their content.

it.each(packages)('the README of %s has the common structure', (name) => {
  const lines = readFileSync(`${root}/packages/${name}/README.md`, 'utf8').split('\n')
  const { name: title, bin, exports } = readJson(name, 'package.json')
  // A program is shown in a shell, a module in TypeScript.
  const language = bin !== undefined && !('.' in Object(exports)) ? 'sh' : 'ts'
  const order = [
    /^```sh$/,
    toInstall(String(title)),
    new RegExp(`^\`\`\`${language}`),
    /^## Options$/,
    /^## Limits$/,
    /^More: .*\.\.\/\.\.\/README\.md/,
    /^\[MIT\]/,
  ]
  let place = -1
  for (const wanted of order) {
    place = lines.findIndex((line, i) => i > place && wanted.test(line))
    expect(place, String(wanted)).not.toBe(-1)
  }
  expect(lines.length, 'lines').toBeLessThanOrEqual(75)
})

/** What installs a package, or what runs it at once. */
function toInstall(name: string): RegExp {
  return name.startsWith('create-')
    ? new RegExp(`^npm create ${name.slice('create-'.length)}@latest my-app$`)
    : new RegExp(`^npm install (--save-dev )?${name}$`)
}

it('a Redis client of a sample has a listener for errors, since a lost connection ends the process without one', () => {
  const samples = listTexts().filter((path) =>
    /^(README\.md|docs\/|packages\/[^/]+\/(README\.md|src\/))/.test(path),
  )
  const lines = samples.flatMap((path) =>
    readFileSync(`${root}/${path}`, 'utf8')
      .split('\n')
      .filter((line) => line.includes('createClient({ url: process.env.REDIS_URL })'))
      .map((line) => `${path}: ${line}`),
  )
  expect(lines.length).toBeGreaterThan(4)
  expect(lines.filter((line) => !line.includes(".on('error', "))).toEqual([])
})

it('every stage of the pipeline is a file', () => {
  const concepts = readFileSync(`${root}/docs/concepts.md`, 'utf8')
  const stages = [...concepts.matchAll(/^\d\. \*\*(\w+)\*\*/gm)].map(([, stage]) => stage)
  expect(stages).toHaveLength(7)
  expect(stages.filter((stage) => !existsSync(`${root}/packages/core/src/${stage}.ts`))).toEqual([])
})

it('the table of options has all options, with the defaults of the code', () => {
  const rows = readFileSync(`${root}/docs/options.md`, 'utf8').matchAll(/^\| `(\w+)` +\|.*\| (.+?) +\|$/gm)
  const documented = Object.fromEntries([...rows].map(([, name = '', value]) => [name, value]))
  const source = readFileSync(`${root}/packages/core/src/options.ts`, 'utf8')
  const [, members = ''] = /interface WebhookOptions<.*?> \{\n(.*?)\n\}/s.exec(source) ?? []
  const names = [...members.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name)
  expect(Object.keys(documented).sort()).toEqual(names.sort())

  const numbers = Object.entries(readOptions({})).filter(([, value]) => typeof value === 'number')
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers.map(([name]) => [name, documented[name]])).toEqual(
    numbers.map(([name, value]) => [name, toShown(name, value as number)]),
  )
})

function toShown(name: string, value: number): string {
  return name.includes('Bytes') ? `${value / 1024 ** 2} MiB` : value.toLocaleString('en-US')
}
