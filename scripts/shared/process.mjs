// @ts-check
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** The environment of a user: what pnpm hands to our scripts, such as a strict check of engines, is ours. */
export const userEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)),
)

/**
 * Runs a program to its end and resolves with its output. Rejects with the output if the program fails or takes longer
 * than `timeout` milliseconds, by default two minutes.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 * @param {number} [timeout]
 * @returns {Promise<string>}
 */
export function run(command, args, cwd, env = process.env, timeout = 120_000) {
  const limits = { cwd, env, timeout, maxBuffer: 2 ** 26 }
  return new Promise((resolve, reject) => {
    execFile(command, args, limits, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim())
      else reject(new Error(`${stdout}\n${stderr}`.trim() || error.message))
    })
  })
}

/**
 * A server in a separate process.
 *
 * @typedef {object} Server
 * @property {string} url
 * @property {string} runtime the runtime that it reports
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server, whose first line is its announcement. It is stopped after a minute at the latest.
 *
 * @param {readonly string[]} command
 * @param {string} cwd
 * @param {{ readonly env?: Readonly<Record<string, string>>, readonly stderr?: 'inherit' | 'ignore' }} [options]
 *   variables that are added to the environment; whether errors are shown
 * @returns {Promise<Server>}
 */
export async function startServer(command, cwd, { env = {}, stderr = 'inherit' } = {}) {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', stderr],
  })
  const ended = once(child, 'exit')
  const kill = () => {
    child.kill()
    setTimeout(() => child.kill('SIGKILL'), 5000).unref()
  }
  const timer = setTimeout(kill, 60_000)
  process.once('exit', kill)
  const line = once(createInterface(child.stdout), 'line')
  const [first] = await Promise.race([line, ended])
  if (typeof first !== 'string') throw new Error(`${command.join(' ')} ended before it listened`)
  const { port, runtime } = JSON.parse(first)
  return {
    url: `http://127.0.0.1:${port}`,
    runtime,
    async stop() {
      clearTimeout(timer)
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}
