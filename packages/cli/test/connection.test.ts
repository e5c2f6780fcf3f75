import { createServer as createTlsServer } from 'node:tls'
import { expect, it } from 'vitest'
import { serve } from '../../../test/support/conformance.js'
import { startServer, startTcp } from '../../../test/support/servers.js'
import { runCli } from './support/cli.js'

// Servers that do not answer. The message is one sentence without a stack.

async function startNothing(): Promise<string> {
  const { url, close } = await serve(() => {})
  await close()
  return url
}

async function startCut(): Promise<string> {
  return startServer((req) => req.socket.resetAndDestroy())
}

/** TLS without a certificate: every handshake of TLS fails. */
async function startTls(): Promise<string> {
  return `https://127.0.0.1:${await startTcp(createTlsServer())}`
}

async function startPlain(): Promise<string> {
  return (await startServer(() => {})).replace('http:', 'https:')
}

it.each([
  ['nothing listens', startNothing, 'ECONNREFUSED: The host exists, but nothing listens on the port.'],
  ['the connection is closed', startCut, 'ECONNRESET: The connection was closed without an answer.'],
  ['the host does not exist', () => 'http://nothing.invalid', 'The host name has no address.'],
  ['TLS fails', startTls, 'The TLS connection fails'],
  ['https to a plain http port', startPlain, 'The TLS connection fails. The port may speak plain HTTP'],
])('%s', async (_, start, words) => {
  const { code, stdout, stderr } = await runCli(['send', await start()])
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout).toContain(words)
  expect(stdout).toContain('→ no answer after ')
  expect(stdout).not.toMatch(/^\s+at /m)
})
