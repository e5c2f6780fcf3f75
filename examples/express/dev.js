// Compiles whatever changes, restarts the server then, and lets clients come and go. If one of the three ends, or on
// Ctrl-C, all of it ends. Options are those of `signalr-events simulate`.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

const { EVENTS_KEY, PORT = '3000' } = process.env
const url = new URL(`http://127.0.0.1:${PORT}/events`)
if (EVENTS_KEY !== undefined) url.searchParams.set('key', EVENTS_KEY)

// Programs are found by their packages and started by Node itself: that works without a shell, on every system.
const require = createRequire(import.meta.url)
const tsc = require.resolve('typescript/bin/tsc')
const cli = require.resolve('@signalr-events/cli/package.json')
const simulator = join(dirname(cli), require(cli).bin['signalr-events'])

const children = []
const ended = []
let stopping = false

/** Starts a program; its lines bear its name. What it returns resolves with its exit code. */
function start(name, ...args) {
  const env = { ...process.env, HOST: '127.0.0.1' }
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
  for (const child of children) child.kill()
}
process.on('SIGINT', stop).on('SIGTERM', stop).on('exit', stop)

const server = 'dist/server.js'
let code = existsSync(server) ? 0 : await start('compile', tsc, '-b')
if (code === 0 && !stopping) {
  code = await Promise.race([
    start('compile', tsc, '-b', '--watch', '--preserveWatchOutput'),
    start('server', '--watch', '--watch-preserve-output', server),
    start('clients', simulator, 'simulate', url.href, '--wait', '1h', ...process.argv.slice(2)),
  ])
}
const asked = stopping
stop()
await Promise.all(ended)
process.exitCode = asked ? 0 : (code ?? 1)
