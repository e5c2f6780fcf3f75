import { expect, it } from 'vitest'
import { createRedaction } from '../src/redaction.js'

const url = new URL('https://us3r:p%40ssword@example.com/events?v=1&key=s3+cret%2Fkey%3D&bare-key')
const redaction = createRedaction(url, { authorization: 'Bearer t0ken-value' })

it('shows of the query the names only', () => {
  expect(redaction.url).toBe('https://example.com/events?v=…&key=…&…')
})

it.each([
  ['?YmFyZS1rZXk==', '?…'],
  ['?key=', '?…'],
  ['?a=1&&b=2', '?a=…&b=…'],
  ['?', ''],
])('shows of the query %s: %s', (search, shown) => {
  expect(createRedaction(new URL(search, 'http://localhost/events'), {}).url).toBe(
    `http://localhost/events${shown}`,
  )
})

it.each([
  ['a value as it was sent', 's3+cret%2Fkey%3D'],
  ['a value decoded', 's3+cret/key='],
  ['a value with its plus sign as a space', 's3 cret/key='],
  ['a value encoded otherwise', 's3%20cret%2Fkey%3D'],
  ['what has no name', 'bare-key'],
  ['a user', 'us3r'],
  ['a password', 'p@ssword'],
  ['a header', 'Bearer t0ken-value'],
  ['a token', 't0ken-value'],
])('hides %s', (_, secret) => {
  expect(redaction.redact(`<${secret}> and "${secret}"`)).toBe('<…> and "…"')
})

it('hides nothing short: such a value stands everywhere', () => {
  expect(redaction.redact('{"version":1}')).toBe('{"version":1}')
})
