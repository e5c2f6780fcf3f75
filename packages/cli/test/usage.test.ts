import { expect, it } from 'vitest'
import { runCli } from './support/cli.js'
import { startEndpoint } from './support/endpoint.js'

// Invalid commands and files: exit code 2, and nothing is sent.

const good = '{"id":"1","eventType":"Some.Thing"}'

/** A connection event on one line. */
const connected = (members: object) =>
  JSON.stringify({ id: '1', eventType: 'Microsoft.SignalRService.ClientConnectionConnected', ...members })

const deep = '['.repeat(200_000) + ']'.repeat(200_000)

it.each([
  ['is empty', '', 'no events'],
  ['holds no events', '[]', 'no events'],
  ['was cut off', `[${good},`, 'an array does not end, or does not begin'],
  ['was cut off in an event', `[${good},\n{"id":`, 'line 2, event 2: the event does not end'],
  ['has a broken line', `${good}\n${good}\n{"id":1,,}\n`, 'line 3, event 3: not JSON'],
  ['has a broken string', `${good}\n{"id":"1\n${good}`, 'line 2, event 2: a string does not end'],
  ['has a broken event', `[\n  ${good},\n  {"id":"1", "x": }\n]`, 'line 3, event 2: not JSON'],
  ['is no JSON', '<xml/>', 'line 1, event 1: no event'],
  ['holds null', `[${good},null]`, 'line 1, event 2: no event'],
  ['has a number as data', `${good}\n${connected({ data: 5 })}`, 'line 2, event 2: data is not an object'],
  ['has a list as data', connected({ data: ['s3cret'] }), 'line 1, event 1: data is not an object'],
  ['has text as data', connected({ data: 's3cret' }), 'line 1, event 1: data is not an object'],
  ['has null as data', connected({ data: null }), 'line 1, event 1: data is not an object'],
  ['has an object as hub', connected({ data: { hubName: {} } }), 'line 1, event 1: data.hubName is not text'],
  ['has a number as user', connected({ data: { userId: 7 } }), 'line 1, event 1: data.userId is not text'],
  ['has an object as id', connected({ id: { a: 1 } }), 'line 1, event 1: id is not text'],
  [
    'is nested too deeply',
    `{"id":"1","eventType":"Some.Thing","data":${deep}}`,
    'line 1, event 1: it is nested too deeply',
  ],
  ['holds other objects', `${good}\n{"key":"s3cret"}`, 'line 2, event 2: no event in either schema'],
])('a file that %s', async (_, input, words) => {
  const { url, requests } = await startEndpoint(() => ({ status: 200 }))
  const { code, stdout, stderr } = await runCli(['send', url, '--no-handshake', '--file', '-'], { input })
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error: stdin: ${words}\n` })
  expect(requests).toEqual([])
})

it.each([
  ['a CloudEvent whose members are spelled in another case', { specVersion: '1.0', type: 'x', source: '/s' }],
  ['an anonymous user as null', JSON.parse(connected({ data: { userId: null } }))],
])('%s is sent', async (_, event) => {
  const { url, requests } = await startEndpoint(() => ({ status: 200 }))
  const input = JSON.stringify({ id: '1', ...event })
  const { code, stderr } = await runCli(['send', url, '--no-handshake', '--file', '-'], { input })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(requests.map(({ body }) => [JSON.parse(body)].flat())).toEqual([[{ id: '1', ...event }]])
})

it.each([
  ['does not exist', '/nowhere/at-all.json', '/nowhere/at-all.json: the file does not exist'],
  ['is a directory', '/', '/: it is a directory'],
  ['is not UTF-8', process.execPath, `${process.execPath}: it is not UTF-8`],
])('a file that %s', async (_, path, words) => {
  const { code, stderr } = await runCli(['send', 'http://127.0.0.1:9', '--file', path])
  expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${words}\n` })
})

it.each([
  ['no URL', [], "missing required argument 'url'"],
  ['a fraction as attempt', ['http://a', '--attempt', '0.5'], 'It is not a whole number'],
  ['no source', ['http://a', '--source', ' '], 'It is empty'],
  ['no batch', ['http://a', '--batch', '0'], 'It is not a number from 1 to 5000'],
  ['an event and a file', ['http://a', '--file', '-', '--hub', 'chat'], 'cannot be used with'],
  ['an empty hub', ['http://a', '--hub', ' '], 'It is empty'],
  ['an empty connection', ['http://a', '--connection', ''], 'It is empty'],
  ['an empty id', ['http://a', '--id', ''], 'It is empty'],
  ['an empty user', ['http://a', '--user', ''], 'A client without a user id is --anonymous'],
  ['too many attempts', ['http://a', '--attempt', '1e20'], 'It is not a number from 0 to 2147483647'],
  [
    'no scheme',
    ['localhost:3000'],
    "error: argument 'url' is invalid. It is not an http or https URL, such as http://localhost:3000/events.\n",
  ],
  ['a header of HTTP', ['http://a', '-H', 'Content-Length: 5'], 'HTTP sets it'],
  ['a user without a name', ['http://a', '--user', 'ada', '--anonymous'], 'cannot be used with'],
])('a command with %s', async (_, args, words) => {
  const { code, stdout, stderr } = await runCli(['send', ...args])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(words)
})

it.each([
  ['an option', ['send', 'http://a', '--heder=x-key: s3cret']],
  ['a short option', ['send', 'http://a', '-Kx-key: s3cret']],
  ['an option in two lines', ['send', 'http://a', '--heder=x-key: s3\nsecret']],
  ['a command', ['sned', 'http://a?key=s3cret']],
])('%s with a typing error prints no secret', async (_, args) => {
  const { code, stderr } = await runCli(args)
  expect(code).toBe(2)
  expect(stderr).toContain('error: unknown')
  expect(stderr).not.toMatch(/s3/)
})
