// @ts-check
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { findFreePort } from '../shared/port.mjs'
import { run } from '../shared/process.mjs'

/** The key in the environment of samples. */
const key = 'secret'

// Samples get a key and a connection string, but call no service.
process.env['EVENTS_KEY'] ??= key
process.env['AzureSignalRConnectionString'] ??= 'Endpoint=http://127.0.0.1:8888;AccessKey=secret;Version=1.0;'

/**
 * Runs a sample. A server must answer Event Grid; any other program must exit with 0 and print the values in its comments.
 *
 * @param {import('./samples.mjs').Sample} sample
 * @param {string} directory
 */
export async function runSample({ file, text, at }, directory) {
  const path = join(directory, `${file}.js`)
  if (text.includes('process.env.PORT')) return runServer(path, at)
  if (text.includes('export default')) return runServer(toServer(path), at)
  if (text.includes("from 'vitest'")) return runTest(path, directory)
  const printed = await run(process.execPath, [path], directory)
  const said = [...text.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map(([, output]) => output)
  if (said.length > 0) assert.deepEqual(printed.split('\n'), said)
}

/**
 * @param {string} path
 * @param {string} directory
 */
async function runTest(path, directory) {
  const config = join(directory, 'vitest.config.js')
  writeFileSync(config, `export default { test: { include: [${JSON.stringify(path)}] } }`)
  const vitest = join(directory, 'node_modules/vitest/vitest.mjs')
  await run(process.execPath, [vitest, 'run', '--root', directory, '--config', config], directory)
}

/** Writes a file that serves a module with a `fetch` function. @param {string} path */
function toServer(path) {
  const file = path.replace(/\.js$/, '.serve.js')
  writeFileSync(
    file,
    `import { serve } from '@hono/node-server'
import app from ${JSON.stringify(path)}
const fetch = (request, env) => app.fetch(request, { ...process.env, ...env })
serve({ fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })`,
  )
  return file
}

/**
 * @param {string} file
 * @param {string} at
 */
async function runServer(file, at) {
  const port = await findFreePort()
  const env = { ...process.env, PORT: String(port), EVENTS_KEY: key }
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  try {
    const url = `http://127.0.0.1:${port}${at}?key=${key}`
    for (const request of [eventGrid.connected(), cloudEvents.connected(), cloudEvents.handshake()])
      assert.equal(await send(url, request, child), 200, `${request.method} ${at}`)
    assert.equal(said, '', 'the output on stderr')
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${said}`)
  } finally {
    process.off('exit', kill)
    kill()
    await ended
  }
}

/**
 * Sends a request as soon as the server listens. Resolves with the status of the answer.
 *
 * @param {string} url
 * @param {import('@signalr-events/testing').EventGridRequest} request
 * @param {import('node:child_process').ChildProcess} server
 */
async function send(url, { method, headers, body }, server) {
  for (const end = Date.now() + 20_000; Date.now() < end && server.exitCode === null; await sleep(20)) {
    const signal = AbortSignal.timeout(10_000)
    const response = await fetch(url, { method, headers, body: body ?? null, signal }).catch(() => undefined)
    if (response !== undefined) return response.status
  }
  throw new Error('nobody listens')
}
