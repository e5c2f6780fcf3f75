import { expect, it } from 'vitest'
import { createRedaction } from '../src/redaction.js'

const url = new URL('https://us3r:p%40ssword@example.com/events?v=1&key=s3+cret%2Fkey%3D&bare-key')
const redaction = createRedaction(url, { authorization: 'Bearer t0ken-value' })

it('shows only the names of query parameters', () => {
  expect(redaction.url).toBe('https://example.com/events?v=…&key=…&…')
})

it.each([
  ['?YmFyZS1rZXk==', '?…'],
  ['?key=', '?…'],
  ['?a=1&&b=2', '?a=…&b=…'],
  ['?', ''],
])('shows the query %s as %s', (search, shown) => {
  expect(createRedaction(new URL(search, 'http://localhost/events'), {}).url).toBe(
    `http://localhost/events${shown}`,
  )
})

it.each([
  ['a value as it was sent', 's3+cret%2Fkey%3D'],
  ['a value decoded', 's3+cret/key='],
  ['a value with its plus sign as a space', 's3 cret/key='],
  ['a value in another encoding', 's3%20cret%2Fkey%3D'],
  ['a value without a name', 'bare-key'],
  ['a user', 'us3r'],
  ['a password', 'p@ssword'],
  ['a header', 'Bearer t0ken-value'],
  ['a token', 't0ken-value'],
])('hides %s', (_, secret) => {
  expect(redaction.redact(`<${secret}> and "${secret}"`)).toBe('<…> and "…"')
})

it('hides no short value, since it would match everywhere', () => {
  expect(redaction.redact('{"version":1}')).toBe('{"version":1}')
})
