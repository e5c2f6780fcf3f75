// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { root } from './packages.mjs'

const program = createRequire(import.meta.url).resolve('turbo/bin/turbo')

/**
 * Builds packages with what they need. Prints a title and the name of each package as it begins, but nothing of those that
 * are built already. If that fails, prints what the failed build said and ends the process.
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
  /** What each package said, by name; what turbo says itself is under an empty name. @type {Map<string, string[]>} */
  const said = new Map()
  for (const input of [turbo.stdout, turbo.stderr])
    createInterface({ input }).on('line', (line) => {
      const [, name = ''] = /^(\S+):build: /.exec(line) ?? []
      const lines = said.get(name) ?? []
      said.set(name, [...lines, line])
      if (!/:build: cache miss/.test(line)) return
      if (title !== '') console.log(title)
      title = ''
      console.log(`  ${name.replace('@signalr-events/', '')}`)
    })
  const [code] = await once(turbo, 'close')
  if (code === 0) return
  const own = said.get('') ?? []
  const failed = own.flatMap((line) => /^(\S+)#build: +ERROR/.exec(line)?.[1] ?? [])
  const shown = failed.length === 0 ? own : failed.flatMap((name) => said.get(name) ?? [])
  console.error(shown.join('\n'))
  process.exit(1)
}
