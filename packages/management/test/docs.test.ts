import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generateToken, operations } from './support/operations.js'

const page = readFileSync(new URL('../../../docs/management.md', import.meta.url), 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| `'))
const names = { hub: '{hub}', connectionId: '{connectionId}', userId: '{user}', group: '{group}' }

it.each([...operations, generateToken])('the page has $name with its REST operation', (operation) => {
  const [object, method = object] = operation.name.split('.')
  const call = `\`${operation.name === 'health' ? 'service' : object === method ? 'hub' : object}.${method}(`
  const row = rows.find((line) => line.includes(call)) ?? expect.fail(`no row has ${call}`)
  expect(row).toContain(`\`${operation.method} ${decodeURIComponent(operation.path(names))}\``)
  expect(row).toContain(operation.isIdempotent ? '| yes' : '| 429 only')
})

const source = (name: string) => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8')
const optionsOf = (name: string, text: string): string[] => {
  const [, body = ''] = new RegExp(`interface ${name}[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text) ?? []
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, option = '']) => option)
}
const options = [
  ...optionsOf('ServiceClientOptions', source('options.ts')),
  ...optionsOf('TokenOptions', source('types.ts')),
]

it.each(options)('the page explains the option %s in a table', (option) => {
  expect(rows.filter((line) => line.startsWith(`| \`${option}\``))).toHaveLength(1)
})

it('finds the options', () => {
  expect(options).toContain('apiVersion')
  expect(options).toContain('expirationTimeInMinutes')
})
