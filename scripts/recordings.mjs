// @ts-check
// Runs commands of `signalr-events` in a terminal, and writes their output to docs/recordings as animated SVG.
// `page` is a picture of an example's page. `pnpm recordings <name>` writes one alone.

import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedKey, signalrEvents } from '@signalr-events/express'
import express from 'express'
import { visit } from './recordings/clients.mjs'
import { photographPage } from './recordings/page.mjs'
import { toSvg } from './recordings/svg.mjs'
import { record } from './recordings/terminal.mjs'
import { root } from './shared/packages.mjs'
import { run } from './shared/process.mjs'

const key = 'secret'
const events = signalrEvents({ connected() {} }, { path: '/events', authorize: sharedKey(key), onError() {} })

/**
 * Answers every OPTIONS itself, as common CORS middleware does.
 *
 * @param {express.Request} request
 * @param {express.Response} response
 * @param {express.NextFunction} next
 */
function cors(request, response, next) {
  if (request.method !== 'OPTIONS') next()
  else response.status(204).set('Access-Control-Allow-Methods', 'GET,HEAD,PUT,PATCH,POST,DELETE').end()
}

/** The recordings: a command, and its server. */
const recordings = {
  simulate: { more: '--events 99 --time-scale 60 --faults', app: express().use(events) },
  doctor: { more: '--schema cloudevents', app: express().use(cors, events) },
  dev: { more: '', app: express().use(events) },
}
const program = `"${process.execPath}" "${join(root, 'packages/cli/dist/main.js')}"`

const asked = process.argv.slice(2)
const isAsked = (/** @type {string} */ name) => asked.length === 0 || asked.includes(name)

for (const [name, { more, app }] of Object.entries(recordings)) {
  if (!isAsked(name)) continue
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const host = `127.0.0.1:${address.port}`
  const line = `${program} ${name} "http://${host}/events?key=$EVENTS_KEY" ${more}`
  const frames = name === 'dev' ? await recordDev(line) : await record(line, { EVENTS_KEY: key })
  server.close()
  server.closeAllConnections()
  const file = join(root, `docs/recordings/${name}.svg`)
  writeFileSync(file, toSvg(`npx signalr-events ${name} "$WEBHOOK" ${more}`.trim(), rename(frames, host)))
  console.log(`wrote ${file}: ${frames.length} frames`)
}
if (isAsked('page')) await photographPage(join(root, 'docs/recordings/page.png'))
// The clients of `dev` would try to connect again.
process.exit(0)

/** Records `dev` for some seconds, while real clients connect. @param {string} line */
async function recordDev(line) {
  const connectionString = await run('sh', ['-c', `${program} dev --connection-string`], root)
  const [frames] = await Promise.all([
    record(`timeout --foreground --signal=INT 8 ${line}`, { EVENTS_KEY: key }),
    visit(connectionString),
  ])
  return frames
}

/**
 * Frames with the usual address in place of the random port.
 *
 * @param {readonly import('./recordings/terminal.mjs').Frame[]} frames
 * @param {string} host
 * @returns {readonly import('./recordings/terminal.mjs').Frame[]}
 */
function rename(frames, host) {
  return JSON.parse(JSON.stringify(frames).replaceAll(host, 'localhost:3000'))
}
