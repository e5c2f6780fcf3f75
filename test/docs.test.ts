import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packages, readJson, root } from './support/packages.js'

// The READMEs of all packages have one skeleton. What they say is checked by `pnpm docs:check`.

it.each(packages)('the README of %s has the skeleton of all', (name) => {
  const lines = readFileSync(`${root}/packages/${name}/README.md`, 'utf8').split('\n')
  const { name: title } = readJson(name, 'package.json')
  expect(lines[0]).toBe(`# ${title}`)
  expect(lines[2], 'one sentence').toMatch(/^[A-Z][^.]*\.$/)
  const order = [
    /^```sh$/,
    new RegExp(`^npm install (--save-dev )?${title}$`),
    /^```ts/,
    /^More: .*\.\.\/\.\.\/README\.md/,
    /^\[MIT\]/,
  ]
  const places = order.map((wanted) => lines.findIndex((line) => wanted.test(line)))
  expect(places).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(lines.length, 'lines').toBeLessThanOrEqual(60)
})
