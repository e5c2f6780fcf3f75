import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sharedKey, signalrEvents } from '@signalr-events/express'
import cors from 'cors'
import express from 'express'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createCertificate } from '../../../test/support/certificate.js'
import { serve } from '../../../test/support/conformance.js'
import { root } from '../../../test/support/packages.js'
import { toLink } from '../src/doctor/findings.js'
import { runProgram } from '../src/program.js'
import { ours } from './faulty-servers/ours.js'
import { serveTls } from './faulty-servers/servers.js'

/** Runs the command. Returns its exit code and output. */
async function doctor(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out = vi.spyOn(console, 'log').mockImplementation(() => {})
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const code = await runProgram(['doctor', ...args])
    const text = (calls: readonly unknown[][]) => calls.map(([line]) => line).join('\n')
    return { code, out: text(out.mock.calls), err: text(err.mock.calls) }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}

async function start(listener: RequestListener): Promise<string> {
  const { url, close } = await serve(listener)
  onTestFinished(close)
  return url
}

const webhook = signalrEvents({}, { path: '/events', authorize: sharedKey('pl4nted'), onError() {} })

it('names a URL for more where the package is published, and a page of the repository elsewhere', () => {
  const repository = { url: 'git+https://github.invalid/owner/signalr-events.git' }
  const page = 'docs/troubleshooting.md#cors_in_front'
  expect(toLink('CORS_IN_FRONT', { repository })).toBe(
    `https://github.invalid/owner/signalr-events/blob/HEAD/${page}`,
  )
  expect(toLink('HANDLER_FAILED', { repository })).toMatch(/\/blob\/HEAD\/docs\/errors\.md#handler_failed$/)
  expect(toLink('CORS_IN_FRONT')).toBe(page)
})

it('prints what the documentation shows', async () => {
  const url = await start(express().use(cors(), webhook))
  const { code, out } = await doctor(`${url}/events?key=pl4nted`, '--schema', 'cloudevents')
  expect(code).toBe(1)
  const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')
  expect(page).toContain(`\n${out.replaceAll(url, 'https://example.com')}\n`)
})

it('exits with 0 if there is no problem, and prints the same as JSON', async () => {
  const url = `${await start(express().use(webhook))}/events?key=pl4nted`
  expect(await doctor(url, '--handshake-only')).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /No events are\nsent\.\n\n4 of 4 checks passed\. The handshake works with Event Grid schema and\nCloudEvents\.\nNo problem found\.$/,
    ),
  })
  const { code, out } = await doctor(url, '--json', '--handshake-only')
  expect([code, JSON.parse(out)]).toEqual([
    0,
    {
      url: url.replace('pl4nted', '…'),
      ok: true,
      schemas: ['eventgrid', 'cloudevents'],
      findings: [],
      checks: [
        { id: 'black-box-validation', schema: 'eventgrid', level: 'MUST', passed: true },
        { id: 'doctor-keyless-validation', schema: 'eventgrid', level: 'SHOULD', passed: true },
        { id: 'black-box-options', schema: 'cloudevents', level: 'MUST', passed: true },
        { id: 'black-box-other-origin', schema: 'cloudevents', level: 'SHOULD', passed: true },
      ],
    },
  ])
})

const silent: express.ErrorRequestHandler = (error, _req, res, _next) => void res.sendStatus(error.status)

it('counts the problems', async () => {
  const { code, out } = await doctor(await start(express().use(cors(), express.json(), ours, silent)))
  expect([code, ...out.split('\n').slice(-2)]).toEqual([
    1,
    '9 of 12 checks passed. The handshake works with Event Grid schema only.',
    'Event Grid cannot deliver reliably to this webhook: 2 problems (MUST).',
  ])
})

it('says where the cause of an error is', async () => {
  const fails = () => Promise.reject(new Error('pl4nted'))
  const { out } = await doctor(
    await start(express().use(signalrEvents({ connected: fails }, { onError() {} }))),
  )
  expect(out.replaceAll(/\s+/g, ' ')).toContain('See `cause` in the log of the server. Event Grid retries')
})

it('prints no secret, even if the server repeats it', async () => {
  const url = await start((req, res) => {
    const { url, headers } = req
    res.writeHead(307, { location: `/login?next=${url}&session=pl4nted-5`, allow: String(headers['x-key']) })
    res.end(`\u001b[31m${url} ${decodeURIComponent(url ?? '')} ${JSON.stringify(headers)}`)
  })
  const target = `${url}/?key=pl4nted-1%2B&pl4nted-2`
  const secret = ['-H', 'x-key: pl4nted-3/', '-H', 'authorization: Bearer pl4nted-4']
  for (const args of [[], ['--json']]) {
    const { code, out, err } = await doctor(target, ...secret, ...args)
    expect(out).toContain('REDIRECT')
    const leaked = ['pl4nted', '\u001b', '\\u001b'].filter((text) => `${out}${err}`.includes(text))
    expect([code, leaked]).toEqual([1, []])
  }
})

it.each([
  [['example.com/events?key=pl4nted'], "argument 'url'"],
  [['http://localhost', '-H', "pl4n'ted"], "'name: value'"],
  [['http://localhost', '--timeout', '0'], 'number'],
  [['http://localhost', '--schema', 'custom'], 'choices'],
  [[], 'missing'],
])('%s is an invalid command line', async (args, reason) => {
  const { code, out, err } = await doctor(...args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(reason)
  expect(err).not.toContain('pl4n')
})

// Node reads additional authorities only when it starts, so these tests run the built program.
it.each([
  ['an expired certificate', { days: -1 }, 'TLS_EXPIRED'],
  ['a certificate for another host', { host: 'example.com' }, 'TLS_WRONG_HOST'],
  ['a valid certificate', {}, undefined],
])('%s', async (_, details, finding) => {
  const certificate = createCertificate(details)
  const { url, close } = await serveTls(certificate, express().use(ours))
  onTestFinished(close)
  const directory = mkdtempSync(join(tmpdir(), 'doctor-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'cert.pem')
  writeFileSync(file, certificate.cert)
  const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file }
  const args = [program, 'doctor', url, '--json', '--handshake-only']
  const out = await new Promise<string>((resolve) =>
    execFile(process.execPath, args, { env }, (_, out) => resolve(out)),
  )
  const codes = JSON.parse(out).findings.map(({ code }: { code: string }) => code)
  expect(codes).toEqual(finding === undefined ? [] : [finding])
})
