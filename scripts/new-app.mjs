// @ts-check
// Until the packages are on npm: creates an app as create-signalr-events does, with the packages of this repository as
// files in it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { addPackages, listNeeded } from './new-app/add-packages.mjs'
import { build } from './shared/build.mjs'
import { pack, root } from './shared/project.mjs'

const [folder = '', ...options] = process.argv.slice(2)
const isHelp = [folder, ...options].some((argument) => argument === '--help' || argument === '-h')
if (!isHelp && (folder === '' || folder.startsWith('-'))) {
  console.error('Name a new folder first, such as ../my-app. --help prints the options.')
  process.exit(2)
}

await build({ args: ['--filter=create-signalr-events'] })
console.log()

// What it says at the end is printed at the end; questions go to stderr. It is npm that is there with Node, not pnpm.
const { npm_config_user_agent: _, ...env } = process.env
const program = join(root, 'packages/create-signalr-events/dist/main.js')
const child = spawn(process.execPath, [program, ...(isHelp ? ['--help'] : [folder, ...options])], {
  env,
  stdio: ['inherit', 'pipe', 'inherit'],
})
const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
if (code !== 0) process.exit(code ?? 1)
if (isHelp) {
  console.log(said.trim())
  process.exit(0)
}

const app = resolve(folder)
const packages = join(app, 'packages')
mkdirSync(packages)
const needed = listNeeded(app)
await build({ args: needed.map((name) => `--filter=${name}`) })
console.log('Packing the packages into it …')
addPackages(app, await pack(packages, needed))
console.log(
  `\n${said.trim()}\n\nThe packages are files in packages/, until they are on npm. Commit them too.`,
)
