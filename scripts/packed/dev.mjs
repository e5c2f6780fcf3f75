// @ts-check
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { findFreePort } from '../shared/port.mjs'
import { userEnv } from '../shared/process.mjs'
import { readOnline } from './start-app.mjs'

/**
 * That the script `dev` of an app lets two real clients connect, of which the app then knows, and that Ctrl-C ends it.
 *
 * @param {string} app
 * @param {readonly string[]} script how a package manager runs a script
 */
export async function checkDev(app, [program = '', ...args]) {
  const port = await findFreePort()
  const [service, page] = [await findFreePort(), await findFreePort()]
  const options = [
    'dev',
    ...(program === 'npm' ? ['--'] : []),
    '--port',
    `${service}`,
    '--page-port',
    `${page}`,
  ]
  const env = { ...userEnv, PORT: `${port}` }
  const child = spawn(program, [...args, ...options], { cwd: app, env, detached: true, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const { pid = 0 } = child
  const kill = () => signal(pid, 'SIGKILL')
  process.once('exit', kill)
  const url = `http://127.0.0.1:${port}`
  try {
    const [ada, ben] = [await connect(url, 'ada'), await connect(url, 'ben')]
    await becomes(async () => (await readOnline(url)).connections === 2)
    await ada.stop()
    await becomes(async () => (await readOnline(url)).connections === 1)
    await ben.stop()
    // As a terminal does: to every process of the group.
    signal(pid, 'SIGINT')
    await ended
    await becomes(async () => !signal(pid, 0))
  } finally {
    process.off('exit', kill)
    kill()
  }
}

/**
 * A real client, as a user. The app may not listen yet.
 *
 * @param {string} url
 * @param {string} user
 */
async function connect(url, user) {
  const options = { headers: { cookie: `name=${user}` } }
  const client = new HubConnectionBuilder()
    .withUrl(`${url}/chat`, options)
    .configureLogging(LogLevel.None)
    .build()
  await becomes(() =>
    client.start().then(
      () => true,
      () => false,
    ),
  )
  return client
}

/**
 * Waits until something holds, a minute at most.
 *
 * @param {() => Promise<boolean>} check
 */
async function becomes(check) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) if (await check()) return
  assert.fail(`never: ${check}`)
}

/**
 * Sends a signal to a group of processes. Returns whether there is one.
 *
 * @param {number} group
 * @param {NodeJS.Signals | 0} name
 */
function signal(group, name) {
  try {
    return process.kill(-group, name)
  } catch {
    return false
  }
}
