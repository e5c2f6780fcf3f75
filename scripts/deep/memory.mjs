// @ts-check
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { adapters } from '../servers/burst/adapters.mjs'
import { startServer } from '../shared/process.mjs'

const deliveries = 120
const events = 5000
/** The heap limit of Node in a container of 512 MB. */
const heap = 256
const directory = fileURLToPath(new URL('../servers/burst', import.meta.url))

/** @param {import('../shared/report.mjs').Report} report */
export async function runMemory(report) {
  for (const adapter of Object.keys(adapters))
    for (const framing of /** @type {const} */ (['declared', 'chunked']))
      await report.check(`${adapter}, bodies ${framing}`, () => checkBurst(adapter, framing))
}

/**
 * Sends many large deliveries at once, and retries refused ones, as Event Grid does, until all were handled.
 *
 * @param {string} adapter
 * @param {'declared' | 'chunked'} framing
 */
async function checkBurst(adapter, framing) {
  const command = [process.execPath, `--max-old-space-size=${heap}`, 'server.mjs', adapter]
  const server = await startServer(command, directory)
  const agent = new Agent({ keepAlive: false })
  try {
    const url = `${server.url}/events`
    let left = Array.from({ length: deliveries }, (_, i) => i)
    let rounds = 0
    let refused = 0
    for (; left.length > 0 && rounds < 50; rounds++) {
      const answers = await Promise.all(left.map((i) => send(url, agent, createBody(i), framing)))
      const others = answers.filter(({ status, body }) => status !== 200 && !body.includes('OVERLOADED'))
      assert.deepEqual(others, [], 'answers that are neither 200 nor 503 OVERLOADED')
      left = left.filter((_, i) => answers[i]?.status !== 200)
      refused += left.length
    }
    assert.equal(left.length, 0, `all are handled after ${rounds} rounds`)
    assert.ok(refused > 0, 'some are refused')
    const { handled, peak } = await (await fetch(`${server.url}/memory`)).json()
    assert.equal(handled, deliveries * events)
    console.log(
      `        ${rounds} rounds, ${refused} times 503, at most ${Math.round(peak / 2 ** 20)} MiB of memory`,
    )
  } finally {
    await server.stop()
  }
}

/**
 * A delivery of 5,000 events, below the default limit of 2 MiB.
 *
 * @param {number} delivery
 */
function createBody(delivery) {
  const list = Array.from({ length: events }, (_, i) => ({
    id: `${delivery}-${i}`,
    topic: '/signalr',
    eventType: 'Microsoft.SignalRService.ClientConnectionConnected',
    data: { timestamp: '2026-01-02T03:04:05.0000000Z', hubName: 'chat', connectionId: `c${delivery}-${i}` },
  }))
  return Buffer.from(JSON.stringify(list))
}

/**
 * @param {string} url
 * @param {Agent} agent
 * @param {Buffer} body
 * @param {'declared' | 'chunked'} framing
 */
async function send(url, agent, body, framing) {
  const headers = { 'content-type': 'application/json', 'aeg-event-type': 'Notification' }
  const sent = request(url, { method: 'POST', headers, agent })
  const answered = once(sent, 'response')
  sent.on('error', () => {})
  if (framing === 'declared') sent.setHeader('content-length', body.length)
  else sent.setHeader('transfer-encoding', 'chunked')
  sent.end(body)
  const [response] = await answered.catch((error) => {
    // The server closes a refused request one second after its answer, which a busy client may not have read by then.
    if (!['ECONNRESET', 'EPIPE'].includes(error.code)) throw error
    return []
  })
  if (response === undefined) return { status: 503, body: 'OVERLOADED' }
  let text = ''
  response.setEncoding('utf8').on('error', () => {})
  response.on('data', (/** @type {string} */ part) => {
    text += part
  })
  await new Promise((resolve) => response.once('close', resolve))
  return { status: response.statusCode, body: text }
}
