// @ts-check
// Builds what the demo needs, with a line for each package, and runs it.

import { build } from './shared/build.mjs'

await build({
  title: 'Building what the demo needs, a minute or two …',
  args: ['--filter=@signalr-events/demo'],
})
console.log()
await import(new URL('../demo/dist/demo.js', import.meta.url).href)
