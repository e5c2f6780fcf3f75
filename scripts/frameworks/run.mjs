// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fetchTarget, runChecks } from '@signalr-events/testing/conformance'
import { findFreePort } from '../shared/port.mjs'
import { run } from '../shared/process.mjs'

const key = 'the-key-of-the-samples'
const patienceMs = 60_000

/**
 * What the programs of a host run with: PATH begins with the program that is called `node` there.
 *
 * @param {string} directory
 * @param {string} program
 */
export function toEnvironment(directory, program) {
  const bin = join(directory, '.bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(program, join(bin, 'node'))
  return { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter), EVENTS_KEY: key, CI: '1' }
}

/**
 * Starts the server of a host, and resolves when it answers.
 *
 * @param {string} directory
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 */
export async function startHost(directory, [program = '', ...args], env) {
  const port = await findFreePort()
  const options = { cwd: directory, env: { ...env, PORT: String(port), HOST: '127.0.0.1' } }
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const stop = async () => {
    process.off('exit', kill)
    child.kill('SIGTERM')
    const timer = setTimeout(kill, 5000)
    await ended
    clearTimeout(timer)
  }
  const url = `http://127.0.0.1:${port}`
  for (const end = Date.now() + patienceMs; Date.now() < end && child.exitCode === null; await sleep(50))
    if (await isListening(url)) return { url, stop }
  await stop()
  throw new Error(`nobody listens\n${said}`)
}

/** @param {string} url */
const isListening = (url) =>
  fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  )

/**
 * Sends events to the webhook of a sample, in one schema, and examines it.
 *
 * @param {string} directory
 * @param {string} url
 * @param {string} command
 * @param {string} schema
 */
export function runProgram(directory, url, command, schema) {
  const program = join(directory, 'node_modules/@signalr-events/cli/dist/main.js')
  return run(process.execPath, [program, command, `${url}/events?key=${key}`, '--schema', schema], directory)
}

/**
 * Runs the conformance checks; those that a host cannot pass must fail.
 *
 * @param {string} url
 * @param {Readonly<Record<string, string>>} cannot
 * @returns {Promise<import('../shared/report.mjs').Outcome[]>}
 */
export async function runConformance(url, cannot) {
  const results = await runChecks(fetchTarget(url, async () => (await fetch(`${url}/received`)).json()))
  return results.map(({ check: { id, title }, error }) => {
    const reason = cannot[id]
    if (reason === undefined) return { title: `${id}: ${title}`, error }
    return { title: id, error: error ? undefined : new Error(`passes, but is listed: ${reason}`) }
  })
}
