// @ts-check
// Builds what the demo needs, with a line for each package, and runs it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { root } from './shared/packages.mjs'

const args = ['run', 'build', '--filter=@signalr-events/demo', '--output-logs=hash-only', '--ui=stream']
console.log('Building what the demo needs, a minute at most …')
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
if (code !== 0) {
  console.error(output)
  process.exit(1)
}
console.log()
await import(new URL('../demo/dist/demo.js', import.meta.url).href)
