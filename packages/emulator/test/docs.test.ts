import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { guesses, imitated, notImitated } from '../src/imitation.js'

const page = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8')
const options = readFileSync(new URL('../src/options.ts', import.meta.url), 'utf8')

it.each([...imitated, ...guesses])('a test proves: $title', ({ test }) => {
  expect(existsSync(new URL(`${test}.test.ts`, import.meta.url))).toBe(true)
})

it('each guess with a switch names an option that exists', () => {
  for (const { option } of guesses) {
    const name = option?.split('.').at(-1)
    if (name !== undefined) expect(options).toContain(`readonly ${name}?: `)
  }
})

it('each option about undocumented behavior is on the page', () => {
  const [, members = ''] = /interface UndocumentedOptions \{(.*?)^\}/ms.exec(options) ?? []
  const names = [...members.matchAll(/readonly (\w+)\?/g)].map(([, name]) => `undocumented.${name}`)
  expect(names.length).toBeGreaterThan(0)
  expect(guesses.map(({ option }) => option)).toEqual(expect.arrayContaining(names))
})

it('the page lists what is not imitated', () => {
  for (const each of notImitated) expect(page).toContain(`- ${each}`)
})
