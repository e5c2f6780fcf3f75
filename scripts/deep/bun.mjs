// @ts-check
import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { eventGrid } from '@signalr-events/testing'
import { fetchProgram, runtimes } from '../runtimes/runtimes.mjs'
import { startServer } from '../shared/process.mjs'

const directory = fileURLToPath(new URL('../servers/cost', import.meta.url))
const rounds = 15
const senders = 4
/**
 * What is measured: how many events a request has, how many requests a round, and how often the CPU time of a route by
 * hand it may take. With many events, there is no limit: the route by hand checks none of them.
 */
const shapes = [
  { events: 1, requests: 4_000, limit: 1.3 },
  { events: 100, requests: 400, limit: Number.POSITIVE_INFINITY },
]

/**
 * Measures the CPU time of a request on Bun: the package against a route by hand, in turns.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} temporary
 */
export async function runBun(report, temporary) {
  const bun = runtimes.find(({ name }) => name.startsWith('bun'))
  if (bun === undefined) throw new Error('there is no Bun')
  const program = await fetchProgram(bun, temporary)
  for (const shape of shapes)
    await report.check(`${bun.name}, events a request: ${shape.events}`, () => compare(program, shape))
}

/**
 * @param {string} program
 * @param {typeof shapes[number]} shape
 */
async function compare(program, { events, requests, limit }) {
  const list = Array.from({ length: events }, (_, i) => eventGrid.connectedEvent({ connectionId: `c${i}` }))
  const { body = '', headers } = eventGrid.batch(list)
  const agent = new Agent({ keepAlive: true, maxSockets: senders })
  const names = ['fetch', 'hand-written']
  const servers = await Promise.all(names.map((name) => startServer([program, 'bun.mjs', name], directory)))
  try {
    /** @type {number[][]} */
    const costs = names.map(() => [])
    for (let round = 0; round < rounds; round++)
      for (const [i, { url }] of servers.entries())
        costs[i]?.push(await measure(url, { agent, body, headers, requests, events }))
    // The first rounds compile.
    const [ours = 0, theirs = 0] = costs.map((each) => median(each.slice(5)))
    const ratio = ours / theirs
    console.log(`        ${ours.toFixed(1)} µs against ${theirs.toFixed(1)} µs: ${ratio.toFixed(2)}`)
    assert.ok(ratio <= limit, `${ratio.toFixed(2)} times the CPU time, more than ${limit}`)
  } finally {
    agent.destroy()
    await Promise.all(servers.map(({ stop }) => stop()))
  }
}

/**
 * The CPU time of a request in microseconds.
 *
 * @param {string} url
 * @param {{ agent: Agent, body: string, headers: object, requests: number, events: number }} load
 */
async function measure(url, { agent, body, headers, requests, events }) {
  const before = await (await fetch(url)).json()
  let left = requests
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (left-- > 0) await send(`${url}/events`, agent, body, headers)
    }),
  )
  const after = await (await fetch(url)).json()
  assert.equal(after.handled - before.handled, requests * events)
  return (after.cpu - before.cpu) / requests
}

/**
 * @param {string} url
 * @param {Agent} agent
 * @param {string} body
 * @param {object} headers
 * @returns {Promise<void>}
 */
function send(url, agent, body, headers) {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, ...length } })
    sent.on('error', reject).on('response', (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve()
        else reject(new Error(`answered ${response.statusCode}`))
      })
    })
    sent.end(body)
  })
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
