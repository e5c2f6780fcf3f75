// @ts-check
import assert from 'node:assert/strict'
import { run } from '../shared/process.mjs'

/** What the program needs besides our packages. */
export const clients = { '@microsoft/signalr': '10.0.11' }

/**
 * Connects real clients to a local SignalR Service on a version of Node, by every transport.
 *
 * @param {string} project
 * @param {string} name
 * @param {string} program
 */
export async function checkEmulator(project, name, program) {
  const { runtime, events } = JSON.parse(await run(program, ['scripts/servers/emulator.mjs'], project))
  assert.ok(`${runtime}.`.startsWith(`${name}.`), `it runs on ${runtime}`)
  const transports = ['WebSockets', 'ServerSentEvents', 'LongPolling']
  assert.deepEqual(
    events,
    transports.flatMap((transport) => ['connected', transport, 'disconnected']),
  )
}
