// @ts-check
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { eventGrid } from '@signalr-events/testing'
import { run } from '../shared/process.mjs'
import { root } from '../shared/project.mjs'

const server = `import '@signalr-events/redis'
import { signalrEvents } from '@signalr-events/express'
import express from 'express'

const app = express().use(signalrEvents({}, { path: '/events' }))
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

/**
 * That what `pnpm pack-for` prints works with every package manager.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} directory
 */
export async function checkPackFor(report, directory) {
  const script = join(root, 'scripts/pack-for.mjs')
  const to = join(directory, 'it is packed')
  const printed = await run(process.execPath, [script, 'express', 'redis', '--to', to], root)
  for (const [manager, commands] of readCommands(printed))
    await report.check(`pack-for express redis: ${manager}`, async () => {
      const project = join(directory, `for-${manager}`)
      mkdirSync(project)
      const manifest = { private: true, type: 'module', dependencies: { express: '5' } }
      writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
      for (const command of commands)
        await run('sh', ['-c', command.replace(/^yarn /, 'npx -y yarn@1 ')], project)
      writeFileSync(join(project, 'server.js'), server)
      await checkStart(project, 'server.js')
    })
}

/** The commands for each package manager. @param {string} printed @returns {[string, string[]][]} */
function readCommands(printed) {
  const parts = printed.split(/\n\n(?=npm|pnpm|yarn)/).slice(1)
  assert.equal(parts.length, 3, printed)
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n')
    return [title.split(' ')[0] ?? '', lines.map((line) => line.trim())]
  })
}

/**
 * That a server starts, says where, and takes deliveries.
 *
 * @param {string} project
 * @param {string} file
 */
export async function checkStart(project, file) {
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', EVENTS_KEY: 'secret' }
  const child = spawn(process.execPath, [file], { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  const timer = setTimeout(kill, 30_000)
  process.once('exit', kill)
  try {
    const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
    const url = /http:\S+/.exec(String(line))?.[0]
    assert.ok(url, `it says where it listens, not ${line}`)
    const { headers, body = null } = eventGrid.connected()
    const response = await fetch(`${url}/events?key=secret`, { method: 'POST', headers, body })
    assert.equal(response.status, 200)
  } finally {
    clearTimeout(timer)
    process.off('exit', kill)
    kill()
    await ended
  }
}
