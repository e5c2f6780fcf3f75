// @ts-check
// Until the packages are on npm: packs what a project needs, and prints the commands that install it; or writes a copy
// of an example that installs by itself.

import { existsSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { toCommands } from './pack-for/commands.mjs'
import { copyExample, examples } from './pack-for/example.mjs'
import { closure, isPackage } from './pack-for/packages.mjs'
import { pack } from './shared/project.mjs'

const usage = `pnpm pack-for <package> … [--to <folder>]
  Packs packages such as express or redis, and those that they need, into a folder (default: packed),
  and prints the commands that install them with npm, pnpm and yarn.

pnpm pack-for --example <name> --to <new folder>
  Writes a copy of an example (${examples.join(', ')}) that installs by itself, with npm install.`

/** Ends with the usage. @type {(message: string) => never} */
function refuse(message) {
  console.error(`${message}\n\n${usage}`)
  process.exit(2)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string' }, example: { type: 'string' } },
})
const names = positionals.map((name) => name.replace(/^(@signalr-events\/)?/, '@signalr-events/'))
const unknown = names.find((name) => !isPackage(name))
const { example, to } = values

if (unknown !== undefined) refuse(`There is no package ${unknown}.`)
else if (example === undefined) await packFor()
else await writeExample(example)

async function packFor() {
  if (names.length === 0) refuse('Name a package.')
  const directory = resolve(to ?? 'packed')
  mkdirSync(directory, { recursive: true })
  const tarballs = await pack(directory, closure(names))
  console.log(`Packed into ${directory}. In your project, with one of:`)
  for (const [manager, lines] of Object.entries(toCommands(tarballs, names)))
    console.log(`\n${manager}\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

/** @param {string} name */
async function writeExample(name) {
  if (!examples.includes(name)) refuse(`There is no example ${name}.`)
  if (to === undefined) refuse('Name a new folder with --to.')
  const directory = resolve(to)
  if (existsSync(directory)) refuse(`${directory} is already there.`)
  await copyExample(name, directory)
  console.log(`Wrote ${directory}. There:\n\n  npm install\n  npm run build\n  EVENTS_KEY=secret npm start`)
}
