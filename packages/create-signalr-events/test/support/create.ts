import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The program as built. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
/** Its templates. */
export const templates = fileURLToPath(new URL('../../dist/templates', import.meta.url))

/** A new folder, which is removed at the end of the test. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the program to its end in a folder, without a terminal. Its input stays open: it must not wait for it. */
export async function create(cwd: string, args: readonly string[], userAgent = 'npm/10.8.2 node/v20.19.0') {
  const env = { ...process.env, npm_config_user_agent: userAgent }
  const child = spawn(process.execPath, [main, ...args], { cwd, env, timeout: 25_000 })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}
