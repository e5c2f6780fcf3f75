import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { signalrEvents } from '@signalr-events/node'
import { eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/conformance.js'

// A body that has arrived with its head is read at once.

interface Outcome {
  readonly handled: string[]
  /** Listeners for the data of the requests that were handled. */
  readonly listeners: number[]
  readonly statuses: string[]
}

/** Sends parts of requests on one connection, each when something has happened for the one before. */
async function send(
  parts: readonly string[],
  answers: number,
  prepare: (request: IncomingMessage) => void = () => {},
  maxBodyBytes = 10_000,
): Promise<Outcome> {
  const [handled, listeners]: [string[], number[]] = [[], []]
  const events = signalrEvents(
    {
      connected({ id }, { native }) {
        handled.push(id)
        listeners.push(native.listenerCount('data'))
      },
    },
    { maxBodyBytes, onError() {} },
  )
  const server = createServer((request, response) => {
    prepare(request)
    events(request, response)
  })
  const { url, close } = await listen(server)
  onTestFinished(close)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
    .setNoDelay(true)
    .setEncoding('latin1')
  onTestFinished(() => void socket.destroy())
  for (const [index, part] of parts.entries()) {
    const arrived = index === 0 && parts.length > 1 ? once(server, 'request') : undefined
    socket.write(part)
    await arrived
  }
  let text = ''
  const toStatuses = () => [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status = '']) => status)
  for await (const chunk of socket) {
    text += chunk
    if (toStatuses().length === answers) break
  }
  return { handled, listeners, statuses: toStatuses() }
}

function toText(id: string, framing: 'length' | 'chunked' = 'length'): [head: string, body: string] {
  const { headers, body = '' } = eventGrid.connected({ id, userId: 'zoë' })
  const size = Buffer.byteLength(body)
  const frame = framing === 'length' ? `content-length: ${size}` : 'transfer-encoding: chunked'
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}${frame}\r\n\r\n`
  return [head, framing === 'length' ? body : `${size.toString(16)}\r\n${body}\r\n0\r\n\r\n`]
}

const whole = toText('a').join('')

it('is read without listeners', async () => {
  expect(await send([whole], 1)).toEqual({ handled: ['a'], listeners: [0], statuses: ['200'] })
})

it('is read if several requests arrive in one piece', async () => {
  const ids = ['a', 'b', 'c', 'd']
  const text = ids.map((id) => toText(id).join('')).join('')
  const { handled, statuses } = await send([text], 4)
  expect([handled, statuses]).toEqual([ids, ['200', '200', '200', '200']])
})

it.each<[string, string[]]>([
  ['arrives after the head', toText('a')],
  ['arrives in two parts', [whole.slice(0, -10), whole.slice(-10)]],
  ['does not say its length', [toText('a', 'chunked').join('')]],
])('is awaited if it %s', async (_, parts) => {
  const { handled, statuses } = await send(parts, 1)
  expect([handled, statuses]).toEqual([['a'], ['200']])
})

it.each<[string, (request: IncomingMessage) => void]>([
  ['paused', (request) => void request.pause()],
  ['given an encoding', (request) => void request.setEncoding('utf8')],
  ['listened to', (request) => void request.on('data', () => {})],
])('is read if the request was %s in front', async (_, prepare) => {
  const { handled, statuses } = await send([whole], 1, prepare)
  expect([handled, statuses]).toEqual([['a'], ['200']])
})

it('is not read beyond the limit', async () => {
  const { handled, statuses } = await send([whole], 1, undefined, 100)
  expect([handled, statuses]).toEqual([[], ['413']])
})

it('ends, and the connection goes on', async () => {
  const ended: Promise<unknown>[] = []
  const prepare = (request: IncomingMessage) => void ended.push(once(request, 'close'))
  const { statuses } = await send([whole + toText('b').join('')], 2, prepare)
  await Promise.all(ended)
  expect([statuses, ended.length]).toEqual([['200', '200'], 2])
})
