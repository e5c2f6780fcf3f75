import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { runCli, startCli } from './support/cli.js'
import { acceptHandshake, startEndpoint } from './support/endpoint.js'

// The program on a terminal and in a pipe: keys, colors, Ctrl-C.

const key = 'pl4nted+of/mine=='
const event = '{"id":"1","topic":"t","eventType":"Some.Thing","data":{}}\n'

it('no value of the query or of a header is printed, even if the server repeats it', async () => {
  const { url, requests } = await startEndpoint(
    (request) =>
      acceptHandshake(request) ?? {
        status: 404,
        body: `no ${request.url} for ${request.headers['x-key']}, ${request.headers.authorization}, ${key}`,
      },
  )
  const target = `${url.replace('//', '//me:s3same@')}/events?api=1&key=${encodeURIComponent(key)}&bare-s3cret`
  const headers = ['-H', 'x-key: h3ader-value', '-H', 'Authorization: Bearer t0ken-value']
  for (const more of [[], ['--json']]) {
    const { stdout, stderr } = await runCli(['send', target, ...headers, ...more])
    expect(stdout).toContain(`${url}/events?api=…&key=…&…`)
    expect(stdout).toContain('no /events?')
    expect(stdout + stderr).not.toMatch(/pl4nted|s3same|s3cret|h3ader|t0ken/)
  }
  expect(requests.map((request) => request.headers['x-key'])).toEqual(Array(4).fill('h3ader-value'))
})

it.each([
  ['an invalid URL', ['send', 'ftp://me:s3same@host/?key=s3cret']],
  ['an invalid header', ['send', 'http://127.0.0.1', '-H', 'x-key s3cret']],
  ['a header with a line break', ['send', 'http://127.0.0.1', '-H', 'x-key: s3cret\nx: y']],
  ['a second URL', ['send', 'http://127.0.0.1/?key=s3same', 'http://127.0.0.1/?key=s3cret']],
  ['an unknown command', ['http://127.0.0.1/?s3cret']],
  ['an unknown option', ['send', 'http://127.0.0.1/?key=s3same', '--url=http://127.0.0.1/?key=s3cret']],
])('an error about %s contains no secret', async (_, args) => {
  const { code, stdout, stderr } = await runCli(args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^error: /)
  expect(stderr).not.toMatch(/s3cret|s3same/)
})

it('ends quietly if its output is closed', async () => {
  const { url } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 200 })
  const child = startCli(['send', url, '--file', '-'])
  const errors = text(child.stderr)
  child.stdin.on('error', () => {}).end(event.repeat(1000))
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await once(child, 'close')).toEqual([141, null])
  expect(await errors).toBe('')
})

it('prints its result if nobody reads its progress any more', async () => {
  const { url } = await startEndpoint((request) => acceptHandshake(request) ?? { status: 200 })
  const child = startCli(['simulate', url, '--json', '--events', '5', '--rate', '100'])
  const output = text(child.stdout)
  child.stderr.destroy()
  expect(await once(child, 'close')).toEqual([0, null])
  expect(JSON.parse(await output)).toMatchObject({ delivered: 5 })
})

it.each([
  [
    '',
    (output: string) =>
      expect(output).toMatch(/Interrupted\.\n.*\n2 events sent .*: 1 accepted, 1 failed .*\n$/),
  ],
  ['--json', (output: string) => expect(JSON.parse(output).deliveries).toHaveLength(2)],
])('Ctrl-C stops it, and reports what was sent %s', async (option, check) => {
  const { url } = await startEndpoint((request, i) => {
    if (i === 2) child.kill('SIGINT')
    return acceptHandshake(request) ?? (i === 1 ? { status: 200 } : {})
  })
  const child = startCli(['send', url, '--file', '-', ...(option === '' ? [] : [option])])
  const output = text(child.stdout)
  child.stdin.end(event.repeat(3))
  expect(await once(child, 'close')).toEqual([130, null])
  check(await output)
})
