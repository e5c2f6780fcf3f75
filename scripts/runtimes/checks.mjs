// @ts-check
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { eventGrid } from '@signalr-events/testing'
import { guardedKeys, guardedPath } from '@signalr-events/testing/conformance'

// Checks in addition to the conformance checks, for behavior that may differ between runtimes.

/**
 * @typedef {import('../shared/conformance.mjs').Extra} Extra
 * @typedef {import('../shared/process.mjs').Server} Server
 */

/** @type {(name: string, server: Server) => Extra} */
export const isOn = (name, { runtime }) => ({
  id: 'runtime',
  title: `The server runs on ${name}`,
  async run() {
    assert.ok(`${runtime}.`.startsWith(`${name}.`), `it runs on ${runtime}`)
  },
})

/** @type {(server: Server) => Extra} */
export const stopsReading = ({ url }) => ({
  id: 'too-large-endless',
  title: 'A body without end is read up to the limit, then refused',
  async run() {
    const body = new ReadableStream({
      async pull(stream) {
        // Without a delay, a server that reads endlessly would block the timers of this process.
        await setTimeout(1)
        stream.enqueue(new Uint8Array(16 * 1024))
      },
    })
    const signal = AbortSignal.timeout(5000)
    // Node wants `duplex` for streams; its types do not know it.
    const request = /** @type {RequestInit} */ ({ method: 'POST', body, signal, duplex: 'half' })
    const answer = await fetch(`${url}${guardedPath}?key=${guardedKeys[1]}`, request).catch((error) => {
      // A server that stops reading may also close the connection before its answer has arrived.
      if (signal.aborted) throw error
    })
    // Only the status: the rest of the answer may be missing, since the request never ends.
    if (answer) assert.equal(answer.status, 413)
  },
})

/** @type {(server: Server) => Extra} */
export const closesConnection = ({ url, runtime }) => ({
  id: 'unauthorized-endless',
  title: 'A body without end and without a key is answered, then the connection is closed',
  async run() {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname).on('error', () => {})
    let answer = ''
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text
    })
    socket.write(`POST ${guardedPath} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`)
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    // One second is the limit; a busy machine takes longer.
    const end = AbortSignal.timeout(10_000)
    while (!socket.destroyed && !end.aborted) {
      if (socket.writableLength === 0) socket.write(chunk)
      await setTimeout(1)
    }
    const isOpen = !socket.destroyed
    socket.destroy()
    assert(!isOpen, 'the connection is still open')
    // These close the connection with the answer, and a reset may overtake it.
    if (answer === '' && /^(bun|miniflare) /.test(runtime)) return
    assert.match(answer, /^HTTP\/1\.1 401 /)
  },
})

/** @type {(server: Server) => Extra} */
export const answersUnread = ({ url }) => ({
  id: 'unauthorized-large',
  title: 'A client whose body is not read gets the answer',
  async run() {
    // The maximum size of a delivery.
    const request = { method: 'POST', body: 'x'.repeat(1_000_000) }
    for (let i = 0; i < 20; i++) assert.equal((await fetch(`${url}${guardedPath}`, request)).status, 401)
  },
})

/** The servers with Hono have a handler that never ends for one user. @type {Extra} */
export const keepsDeadline = {
  id: 'deadline',
  title: 'The deadline holds for a delivery after others were answered',
  async run(target) {
    const statuses = []
    for (const userId of ['quick', 'stuck', 'quick', 'stuck'])
      statuses.push((await target.send('/slow', eventGrid.connected({ userId }))).status)
    assert.deepEqual(statuses, [200, 503, 200, 503])
  },
}

/** The servers with Hono have their runtime in `c.env`, and a handler that returns it. @type {(server: Server) => Extra} */
export const hasNative = ({ runtime }) => ({
  id: 'native',
  title: 'Handlers read the environment and set headers of the answer by context.native',
  async run(target) {
    const answer = await target.send('/native', eventGrid.connected())
    assert.deepEqual([answer.status, answer.header('x-runtime')], [200, runtime])
  },
})
