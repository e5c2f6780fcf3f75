// @ts-check
// Tests the app as it runs: starts the server that `npm run build` made, and delivers to it what Event Grid delivers.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cloudEvents, eventGrid } from '@signalr-events/testing'

const main = fileURLToPath(new URL('../dist/server.js', import.meta.url))
// Nothing but what a test sets: no Redis, no Azure.
const unset = { NODE_ENV: undefined, CHOOSE_NAME: undefined, SIGNALR_RESOURCE_ID: undefined }
const noServices = { REDIS_URL: undefined, AzureSignalRConnectionString: undefined }
const env = { ...process.env, ...unset, ...noServices, HOST: '127.0.0.1', PORT: '0', EVENTS_KEY: 'secret' }

/** @type {import('node:child_process').ChildProcess} */
let server
let url = ''

before(async () => {
  server = spawn(process.execPath, [main], { env, stdio: 'pipe', timeout: 60_000 })
  assert.ok(server.stdout && server.stderr)
  let errors = ''
  server.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const [line] = await Promise.race([once(createInterface(server.stdout), 'line'), once(server, 'exit')])
  url = /http:\S+/.exec(String(line))?.[0] ?? assert.fail(`the server did not start\n${errors}`)
})

after(() => server.kill('SIGKILL'))

/**
 * Delivers as Event Grid does.
 *
 * @param {import('@signalr-events/testing').EventGridRequest} request
 */
function deliver({ method, headers, body }, key = 'secret') {
  return fetch(`${url}/events?key=${key}`, { method, headers, body: body ?? null })
}

/** Users and connections of a hub. @param {string} hub */
async function online(hub) {
  const { hubs } = /** @type {any} */ (await (await fetch(`${url}/online`)).json())
  return hubs[hub] ?? { users: 0, connections: 0 }
}

test('answers the handshake of both schemas, without which Azure creates no subscription', async () => {
  const answer = await (await deliver(eventGrid.handshake({ code: 'c0de' }))).json()
  assert.deepEqual(answer, { validationResponse: 'c0de' })
  const { headers } = await deliver(cloudEvents.handshake({ origin: 'eventgrid.azure.net' }))
  assert.equal(headers.get('webhook-allowed-origin'), 'eventgrid.azure.net')
})

for (const events of [eventGrid, cloudEvents])
  test(`knows who is online, in the schema ${events.schema}`, async () => {
    const ada = { hubName: events.schema, connectionId: 'c1', userId: 'ada' }
    const { status } = await deliver(events.connected(ada))
    assert.equal(status, 200)
    assert.deepEqual(await online(events.schema), { users: 1, connections: 1 })
    await deliver(events.disconnected(ada))
    // The user stays online for a moment: most come back.
    assert.deepEqual(await online(events.schema), { users: 1, connections: 0 })
  })

test('counts a client once, however often the event is delivered', async () => {
  const delivery = eventGrid.connected({ hubName: 'twice', connectionId: 'c2', userId: 'grace' })
  assert.equal((await deliver(delivery)).status, 200)
  assert.equal((await deliver(delivery)).status, 200)
  assert.deepEqual(await online('twice'), { users: 1, connections: 1 })
})

test('refuses a wrong key', async () => {
  const delivery = eventGrid.connected({ hubName: 'wrong', connectionId: 'c3', userId: 'eve' })
  assert.equal((await deliver(delivery, 'wrong')).status, 401)
  assert.deepEqual(await online('wrong'), { users: 0, connections: 0 })
})

test('does not start in production without a key', async () => {
  const child = spawn(process.execPath, [main], {
    env: { ...env, NODE_ENV: 'production', EVENTS_KEY: undefined },
    stdio: 'ignore',
    timeout: 20_000,
  })
  const [code] = await once(child, 'exit')
  assert.equal(code, 1)
})

// The last one: the server has ended then. On Windows, signals end a process at once.
test('stops gracefully', { skip: process.platform === 'win32' }, async () => {
  const exit = once(server, 'exit')
  server.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
})
