// Runs everything on this machine: compiles changed files and restarts the server, and runs a local SignalR Service,
// which delivers events to the server as Event Grid does. If one of them ends, or on Ctrl-C, all of them end. Options are
// those of `signalr-events dev`.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

// Settings of the environment come first. An empty one is not set.
if (existsSync('.env')) process.loadEnvFile()
const { EVENTS_KEY, PORT } = process.env
const options = process.argv.slice(2)
const port = Number(PORT || 3000)
if (!(Number.isInteger(port) && port >= 1 && port <= 65_535))
  refuse(`PORT must be a whole number from 1 to 65535, not '${PORT}'`)
const url = new URL(`http://127.0.0.1:${port}/events`)
if (EVENTS_KEY) url.searchParams.set('key', EVENTS_KEY.split(',')[0])

// Starts the programs of packages with Node itself, which works without a shell on every system.
const require = createRequire(import.meta.url)
const tsc = require.resolve('typescript/bin/tsc')
const manifest = require.resolve('@signalr-events/cli/package.json')
const cli = join(dirname(manifest), require(manifest).bin['signalr-events'])

const { status, stdout } = spawnSync(
  process.execPath,
  [cli, 'dev', url.href, '--connection-string', ...options],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
)
// It has explained which option is invalid.
if (status !== 0) process.exit(status ?? 1)
if (!stdout.startsWith('Endpoint=')) {
  // The help, or the version.
  process.stdout.write(stdout)
  process.exit()
}
const env = {
  ...process.env,
  HOST: '127.0.0.1',
  PORT: String(port),
  // Names may be chosen here, so that two browsers are two users.
  ...{ CHOOSE_NAME: '1', NODE_ENV: 'development' },
  // Events come from the local service.
  ...{ SIGNALR_RESOURCE_ID: '', AzureSignalRConnectionString: stdout.trim() },
}
await requireFreePort()

const children = []
const ended = []
let stopping = false

/** Ends the script, with one line and no stack trace. */
function refuse(reason) {
  console.error(`error: ${reason}`)
  process.exit(2)
}

/** Otherwise, what listens there would get the events. */
async function requireFreePort() {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    refuse(`the server cannot listen on port ${port} (${error.code}): set PORT in .env to another`)
  }
  await new Promise((resolve) => server.close(resolve))
}

/** Starts a program, with its name in front of each line. Resolves with its exit code. */
function start(name, ...args) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => console.log(`${name.padEnd(8)} | ${line}`))
  const end = once(child, 'close').then(([code]) => code)
  children.push(child)
  ended.push(end)
  return end
}

function stop() {
  stopping = true
  for (const child of children) {
    if (process.platform !== 'win32') child.kill()
    // There, a signal would end what watches the server, and not the server.
    else if (child.exitCode === null) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'])
  }
}
process.on('SIGINT', stop).on('SIGTERM', stop).on('exit', stop)

const server = 'dist/server.js'
let code = 0
if (!existsSync(server)) {
  console.log('compile  | Compiling for the first time …')
  code = await start('compile', tsc, '-b')
}
if (code === 0 && !stopping) {
  console.log(`open     | http://127.0.0.1:${port}/ in a window and in a private one`)
  code = await Promise.race([
    start('compile', tsc, '-b', '--watch', '--preserveWatchOutput'),
    start('server', '--watch', '--watch-preserve-output', server),
    start('service', cli, 'dev', url.href, ...options),
  ])
}
const asked = stopping
stop()
await Promise.all(ended)
process.exitCode = asked ? 0 : (code ?? 1)
