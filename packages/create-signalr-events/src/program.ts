import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Arguments, readArguments } from './arguments.js'
import { type Choices, defaults, frameworks, managers, stores, toList } from './choices.js'
import { requireEmpty, withReason } from './folder.js'
import { toNextSteps } from './next-steps.js'
import { Canceled, openQuestions } from './questions.js'
import { UsageError } from './usage-error.js'
import { writeApp } from './write-app.js'

const help = `Usage: create-signalr-events [folder] [options]

Creates a server that receives the connection events of Azure SignalR Service
and knows who is online. On a terminal, asks for what you leave out.

Options:
  --framework <name>        ${toList(frameworks)} (default: ${defaults.framework})
  --store <name>            ${toList(stores)} (default: ${defaults.store})
  --package-manager <name>  ${toList(managers)} (default: the one that
                            runs this)
  -y, --yes                 ask nothing, take the defaults
  -h, --help                print this
  -v, --version             print the version`

/** Creates an app as the arguments and the user say. Resolves with the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    const read = readArguments(args, process.env['npm_config_user_agent'])
    console.log(read.help ? help : read.version ? readVersion() : await create(read))
    return 0
  } catch (error) {
    if (error instanceof Canceled) console.error('\nCanceled. Nothing was written.')
    else if (error instanceof UsageError) console.error(`error: ${error.message}\n(see --help)`)
    else throw error
    return error instanceof Canceled ? 130 : 2
  }
}

async function create(read: Arguments): Promise<string> {
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY
  const choices = isTerminal && !read.yes ? await complete(read) : withDefaults(read)
  const directory = resolve(choices.folder)
  requireEmpty(directory)
  const name = withReason(directory, () => writeApp(choices, directory))
  return toNextSteps(choices, directory, name)
}

/** Asks for what is missing. */
async function complete({ folder, framework, store, manager }: Arguments): Promise<Choices> {
  const questions = openQuestions()
  try {
    const named = folder ?? (await questions.text('Folder', defaults.folder))
    requireEmpty(resolve(named))
    return {
      folder: named,
      framework: framework ?? (await questions.choice('Framework', frameworks)),
      store: store ?? (await questions.choice('Who is online, and what was handled, is kept in', stores)),
      manager,
    }
  } finally {
    questions.close()
  }
}

function withDefaults({ folder, framework, store, manager, yes }: Arguments): Choices {
  if (folder === undefined && !yes)
    throw new UsageError('Name a folder, such as my-app. Without a terminal, nothing is asked.')
  return {
    folder: folder ?? defaults.folder,
    framework: framework ?? defaults.framework,
    store: store ?? defaults.store,
    manager,
  }
}

function readVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}
