import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import type { Online } from '@signalr-events/example-express/online'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '../../scripts/shared/port.mjs'

// `pnpm dev` in a copy of an example, made as its README says. The script is the same in all examples.

const example = fileURLToPath(new URL('../express', import.meta.url))
let copy: string
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'dev-'))
  const left = ['node_modules', '.turbo', '.tsbuildinfo']
  await cp(example, copy, { recursive: true, filter: (path) => !left.includes(basename(path)) })
  await symlink(join(example, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const { compilerOptions, include } = await readJson(join(example, 'tsconfig.json'))
  const base = await readJson(join(example, '../../tsconfig.base.json'))
  const { customConditions: _, composite: __, ...options } = base.compilerOptions
  const flat = { compilerOptions: { ...options, ...compilerOptions }, include }
  await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(flat))
  return () => rm(copy, { recursive: true })
})

it('real clients chat and are online before and after a restart, until Ctrl-C stops everything', async () => {
  const dev = await startDev()
  await dev.says(/^server +\| listening on /)
  const [ada, ben] = [await dev.connect('ada'), await dev.connect('ben')]
  const received: string[][] = []
  ben.on('message', (...message: string[]) => void received.push(message))
  expect(await dev.post('ada', 'hello')).toBe(202)
  await expect.poll(() => received).toEqual([['ada', 'hello']])
  await expect.poll(dev.countOnline, { timeout: 20_000 }).toBe(2)
  await ben.stop()
  await expect.poll(dev.countOnline, { timeout: 20_000 }).toBe(1)

  await appendFile(join(copy, 'src/server.ts'), '// Changed.\n')
  await dev.says(/^server +\| listening on /)
  // The list was in the memory of the first server. The second one knows only new events.
  const cleo = await dev.connect('cleo')
  await expect.poll(dev.countOnline, { timeout: 20_000 }).toBe(1)
  await Promise.all([ada.stop(), cleo.stop()])

  // A terminal sends the signal to every process of the group.
  process.kill(-dev.pid, 'SIGINT')
  expect(await dev.ended).toBe(0)
  expect(isThere(-dev.pid), 'a process of the group').toBe(false)
}, 120_000)

it('a first start compiles, and SIGTERM stops every process', async () => {
  await rm(join(copy, 'dist'), { recursive: true })
  const dev = await startDev()
  await dev.says(/^server +\| listening on /)
  process.kill(dev.pid, 'SIGTERM')
  expect(await dev.ended).toBe(0)
  expect(isThere(-dev.pid), 'a process of the group').toBe(false)
}, 60_000)

it('an invalid option is explained in one line, and nothing is started', async () => {
  const child = spawn(process.execPath, ['dev.js', '--port', 'x'], { cwd: copy, stdio: 'pipe' })
  const [code, errors] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  expect(code).toEqual([2, null])
  expect(errors).toMatch(/^error: option '--port <n>'/)
  expect(errors).not.toContain('at ')
})

it('no process stays when its output is closed', async () => {
  const dev = await startDev()
  await dev.says(/^server +\| listening on /)
  dev.leave()
  // Causes output.
  await dev.connect('ada').catch(() => {})
  await dev.ended
  await expect.poll(() => isThere(-dev.pid), { timeout: 20_000 }).toBe(false)
}, 60_000)

async function readJson(path: string) {
  return JSON.parse(await readFile(path, 'utf8'))
}

/** Starts the script as the leader of a group of processes. */
async function startDev() {
  const port = await findFreePort()
  const env = { ...process.env, PORT: String(port), EVENTS_KEY: 'secret' }
  const ports = ['--port', String(await findFreePort()), '--page-port', String(await findFreePort())]
  const args = ['dev.js', ...ports]
  const child = spawn(process.execPath, args, { cwd: copy, env, detached: true, stdio: 'pipe' })
  const pid = child.pid ?? expect.fail('the script did not start')
  const ended = once(child, 'exit').then(([code]) => code)
  onTestFinished(() => {
    if (isThere(-pid)) process.kill(-pid, 'SIGKILL')
  })
  return {
    ...{ pid, ended, says: listen(child) },
    /** Stops reading, as `pnpm dev | head` does. */
    leave: () => child.stdout.destroy(),
    /** A real client of the app, as a user. The service may not listen yet. */
    async connect(user: string) {
      const options = { headers: { cookie: `name=${user}` } }
      const builder = new HubConnectionBuilder().withUrl(`http://127.0.0.1:${port}/chat`, options)
      const client = builder.configureLogging(LogLevel.None).build()
      await expect
        .poll(() => client.start().then(() => client.state, String), { timeout: 20_000 })
        .toBe('Connected')
      onTestFinished(() => client.stop())
      return client
    },
    async post(user: string, body: string) {
      const headers = { cookie: `name=${user}` }
      return (await fetch(`http://127.0.0.1:${port}/chat/messages`, { method: 'POST', headers, body })).status
    },
    async countOnline() {
      const response = await fetch(`http://127.0.0.1:${port}/online`).catch(() => undefined)
      const { hubs } = ((await response?.json()) ?? { hubs: {} }) as Online
      return Object.values(hubs).reduce((sum, { connections }) => sum + connections, 0)
    },
  }
}

/** Resolves when a line matches, after the lines of earlier calls. */
function listen({ stdout }: ChildProcess): (wanted: RegExp) => Promise<void> {
  const lines = createInterface({ input: stdout ?? expect.fail('no such line was printed') })[
    Symbol.asyncIterator
  ]()
  return async (wanted) => {
    let said = ''
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      if (wanted.test(next.value)) return
      said += `${next.value}\n`
    }
    throw new Error(`The script ended without printing ${wanted}:\n${said}`)
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
