import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Online } from '@signalr-events/example-express/online'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '../../scripts/shared/port.mjs'

// `pnpm dev`, in a copy of an example that was made as its README says: the script is the same in all of them.

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

it('events arrive, before a change and after, until Ctrl-C ends all of it', async () => {
  const dev = await startDev()
  await dev.says(/^server +\| listening on /)
  await expect.poll(dev.countOnline, { timeout: 20_000 }).toBeGreaterThan(0)

  await appendFile(join(copy, 'src/server.ts'), '// Changed.\n')
  await dev.says(/^server +\| listening on /)
  // The list was in the memory of the first.
  await expect.poll(dev.countOnline, { timeout: 20_000 }).toBeGreaterThan(0)

  // As a terminal does: to every process of the group.
  process.kill(-dev.pid, 'SIGINT')
  await dev.says(/^clients +\| undelivered +0 dead-lettered · 0 dropped$/)
  expect(await dev.ended).toBe(0)
  expect(isThere(-dev.pid), 'a process of the group').toBe(false)
}, 90_000)

it('a first start compiles, and SIGTERM ends all of it', async () => {
  await rm(join(copy, 'dist'), { recursive: true })
  const dev = await startDev()
  await dev.says(/^server +\| listening on /)
  process.kill(dev.pid, 'SIGTERM')
  expect(await dev.ended).toBe(0)
  expect(isThere(-dev.pid), 'a process of the group').toBe(false)
}, 60_000)

it('nothing of it stays when nobody reads what it says', async () => {
  const dev = await startDev()
  await dev.says(/^server +\| listening on /)
  dev.leave()
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
  const args = ['dev.js', '--rate', '50']
  const child = spawn(process.execPath, args, { cwd: copy, env, detached: true, stdio: 'pipe' })
  const pid = child.pid ?? expect.fail('it did not start')
  const ended = once(child, 'exit').then(([code]) => code)
  onTestFinished(() => {
    if (isThere(-pid)) process.kill(-pid, 'SIGKILL')
  })
  return {
    ...{ pid, ended, says: listen(child) },
    /** Stops reading, as `pnpm dev | head` does. */
    leave: () => child.stdout.destroy(),
    async countOnline() {
      const response = await fetch(`http://127.0.0.1:${port}/online`).catch(() => undefined)
      const { hubs } = ((await response?.json()) ?? { hubs: {} }) as Online
      return Object.values(hubs).reduce((sum, { connections }) => sum + connections, 0)
    },
  }
}

/** What it returns resolves when a line comes, after those that were waited for, that is like this. */
function listen({ stdout }: ChildProcess): (wanted: RegExp) => Promise<void> {
  const lines = createInterface({ input: stdout ?? expect.fail('it says nothing') })[Symbol.asyncIterator]()
  return async (wanted) => {
    let said = ''
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      if (wanted.test(next.value)) return
      said += `${next.value}\n`
    }
    throw new Error(`It ended without saying ${wanted}:\n${said}`)
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
