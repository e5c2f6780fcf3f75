// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { root } from './packages.mjs'

/**
 * Builds packages with what they need, and prints a line for each. If that fails, prints why and ends the process.
 *
 * @param {string} filter as turbo wants it
 */
export async function build(filter) {
  const args = ['run', 'build', `--filter=${filter}`, '--output-logs=hash-only', '--ui=stream']
  const turbo = spawn('turbo', args, {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [turbo.stdout, turbo.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output += `${line}\n`
      const [, name] = /^(?:@signalr-events\/)?([\w-]+):build: /.exec(line) ?? []
      if (name !== undefined) console.log(`  ${name}`)
    })
  }
  const [code] = await once(turbo, 'close')
  if (code === 0) return
  console.error(output)
  process.exit(1)
}
