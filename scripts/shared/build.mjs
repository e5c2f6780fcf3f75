// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { root } from './packages.mjs'

const program = createRequire(import.meta.url).resolve('turbo/bin/turbo')

/** How long nothing is printed at most, in milliseconds. */
const SILENCE_MS = 5_000

/**
 * Builds packages with what they need. Prints a title, the name of each package as it begins, and the time so far if
 * nothing else is printed for a while; but nothing of those that are built already. If that fails, prints what the failed build said and ends the process.
 *
 * @param {object} [options]
 * @param {string} [options.title]
 * @param {readonly string[]} [options.args] more arguments of turbo, such as a filter
 */
export async function build({
  title = 'Building the packages, a minute or two the first time …',
  args = [],
} = {}) {
  const turbo = spawn(
    process.execPath,
    [program, 'run', 'build', '--output-logs=new-only', '--ui=stream', ...args],
    {
      cwd: root,
      // Without its notice about telemetry, which would be the first that a new user reads.
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const start = performance.now()
  let printed = start
  /** @param {string} line */
  const print = (line) => {
    console.log(line)
    printed = performance.now()
  }
  const progress = setInterval(() => {
    if (title !== '' || performance.now() - printed < SILENCE_MS) return
    print(`    ${Math.round((performance.now() - start) / 1000)} s …`)
  }, 500)
  /** What each package said, by name; what turbo says itself is under an empty name. @type {Map<string, string[]>} */
  const said = new Map()
  for (const input of [turbo.stdout, turbo.stderr])
    createInterface({ input }).on('line', (line) => {
      const [, name = ''] = /^(\S+):build: /.exec(line) ?? []
      const lines = said.get(name) ?? []
      said.set(name, [...lines, line])
      if (!/:build: cache (miss|bypass)/.test(line)) return
      if (title !== '') print(title)
      title = ''
      print(`  ${name.replace('@signalr-events/', '')}`)
    })
  const [code] = await once(turbo, 'close')
  clearInterval(progress)
  if (code === 0) return
  const own = said.get('') ?? []
  const failed = own.flatMap((line) => /^(\S+)#build: +ERROR/.exec(line)?.[1] ?? [])
  const shown = failed.length === 0 ? own : failed.flatMap((name) => said.get(name) ?? [])
  console.error(shown.join('\n'))
  process.exit(1)
}
