import { parseArgs } from 'node:util'
import {
  type Choices,
  defaults,
  type Framework,
  frameworks,
  isOneOf,
  type Manager,
  managers,
  type Store,
  stores,
  toList,
} from './choices.js'
import { UsageError } from './usage-error.js'

/** What the command line says. What it leaves out is asked, or has a default. */
export interface Arguments extends Partial<Omit<Choices, 'manager'>> {
  readonly manager: Manager
  readonly yes: boolean
  readonly help: boolean
  readonly version: boolean
}

const options = {
  framework: { type: 'string' },
  store: { type: 'string' },
  'package-manager': { type: 'string' },
  yes: { type: 'boolean', short: 'y', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const

/**
 * Reads the command line.
 *
 * @param userAgent the environment variable `npm_config_user_agent`, by which package managers say which they are
 * @throws {UsageError} for arguments that are invalid
 */
export function readArguments(args: readonly string[], userAgent = ''): Arguments {
  const { values, positionals } = parse(args)
  const [folder, ...more] = positionals
  // npm keeps options for itself and passes on their values, unless they come after `--`.
  if (more.length > 0)
    throw new UsageError(
      'Name one folder. With npm, put -- before options:\n  npm create signalr-events@latest my-app -- --framework koa',
    )
  if (folder?.trim() === '') throw new UsageError('The name of the folder is empty.')
  const manager = readName('package-manager', managers, values['package-manager'])
  return {
    folder,
    framework: readName('framework', frameworks, values.framework) as Framework | undefined,
    store: readName('store', stores, values.store) as Store | undefined,
    manager: (manager as Manager | undefined) ?? detectManager(userAgent),
    yes: values.yes,
    help: values.help,
    version: values.version,
  } as Arguments
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    // "Unknown option '--x'. To specify a positional argument starting with …": the first sentence is enough.
    throw new UsageError((error as Error).message.replace(/\. To specify .*/s, '.'))
  }
}

function readName(option: string, names: object, text: string | undefined): string | undefined {
  if (text === undefined || isOneOf(names, text)) return text
  throw new UsageError(`--${option} is ${toList(names)}, not '${text}'.`)
}

/** The package manager that runs this program, such as `pnpm/10.34.9 npm/? node/v20.19.0 linux x64`. */
function detectManager(userAgent: string): Manager {
  const [name = ''] = userAgent.split('/')
  return isOneOf(managers, name) ? name : defaults.manager
}
