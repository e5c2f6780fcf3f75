// @ts-check
// Until the packages are on npm: packs what a project needs, and prints the commands that install it.

import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { toCommands } from './pack-for/commands.mjs'
import { closure, isPackage } from './pack-for/packages.mjs'
import { build } from './shared/build.mjs'
import { pack } from './shared/project.mjs'

const usage = `pnpm pack-for <package> … [--to <folder>]
  Packs packages such as express or redis, and those that they need, into a folder (default: packed),
  and prints the commands that install them with npm, pnpm and yarn.`

const options = /** @type {const} */ ({ to: { type: 'string' }, help: { type: 'boolean', short: 'h' } })

/** Ends with the usage. @type {(message: string) => never} */
function refuse(message) {
  console.error(`${message}\n\n${usage}`)
  process.exit(2)
}

/** @param {unknown} error */
const toMessage = (error) => (error instanceof Error ? error.message : String(error))

/** With its parents. Node's `recursive` never returns where nothing can be created, such as in /proc. @param {string} path */
function makeFolder(path) {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error('it is a file')
    return
  }
  makeFolder(dirname(path))
  mkdirSync(path)
}

/** Reads the arguments. @param {string[]} args */
function readArguments(args) {
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (error) {
    // "Unknown option '--x'. To specify a positional argument starting with …": the first sentence is enough.
    return refuse(toMessage(error).replace(/\. To specify .*/s, '.'))
  }
}

const { values, positionals } = readArguments(process.argv.slice(2))
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const names = positionals.map((name) => name.replace(/^(@signalr-events\/)?/, '@signalr-events/'))
const unknown = names.find((name) => !isPackage(name))
if (unknown !== undefined) refuse(`There is no package ${unknown}.`)
if (names.length === 0) refuse('Name a package.')

const directory = resolve(values.to ?? 'packed')
try {
  makeFolder(directory)
} catch (error) {
  refuse(`Cannot write to ${directory}: ${toMessage(error)}`)
}
const needed = closure(names)
// With the command line, which the README runs next, in the clone.
await build({ args: [...needed, '@signalr-events/cli'].map((name) => `--filter=${name}`) })
const tarballs = await pack(directory, needed)
console.log(`Packed into ${directory}. In your project, with one of:`)
for (const [manager, lines] of Object.entries(toCommands(tarballs, names)))
  console.log(`\n${manager}\n${lines.map((line) => `  ${line}`).join('\n')}`)
