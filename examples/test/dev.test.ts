import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
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

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['no number', { PORT: 'x' }, "error: PORT must be a whole number from 1 to 65535, not 'x'\n"],
  ['any port', { PORT: '0' }, "error: PORT must be a whole number from 1 to 65535, not '0'\n"],
])('a PORT that cannot be used is explained in one line: %s', async (_, settings, line) => {
  expect(await run([], settings)).toEqual({ code: 2, stdout: '', stderr: line })
})

it('a PORT that is in use is explained in one line, and nothing is started', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  expect(await run([], { PORT: String(port) })).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: the server cannot listen on port ${port} (EADDRINUSE): set PORT in .env to another\n`,
  })
})

it.each(['--help', '--version'])('%s is printed, and nothing is started', async (option) => {
  const { code, stdout, stderr } = await run([option], {})
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^(Usage: signalr-events dev|\d+\.\d+\.\d+\n$)/)
})

it('settings of production do not reach the server that it runs', async () => {
  const production = { NODE_ENV: 'production', SIGNALR_RESOURCE_ID: '/subscriptions/x', EVENTS_KEY: '' }
  const dev = await startDev(production)
  await dev.says(/^server +\| listening on /)
  await dev.connect('ada')
  await expect.poll(dev.countOnline, { timeout: 20_000 }).toBe(1)
}, 60_000)

/** Runs the script to its end. */
async function run(args: readonly string[], settings: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...settings }
  const child = spawn(process.execPath, ['dev.js', ...args], { cwd: copy, env, timeout: 20_000 })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}

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
async function startDev(settings: Readonly<Record<string, string>> = {}) {
  const port = await findFreePort()
  const env = { ...process.env, PORT: String(port), EVENTS_KEY: 'secret', ...settings }
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
