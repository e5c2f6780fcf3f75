import { Command, CommanderError } from 'commander'
import { devCommand } from './dev/command.js'
import { doctorCommand } from './doctor/command.js'
import { exitCodes } from './exit.js'
import { withHelp } from './help.js'
import { manifest } from './manifest.js'
import { sendCommand } from './send/command.js'
import { simulateCommand } from './simulate/command.js'
import { UsageError } from './usage-error.js'

/** Runs the command in the arguments. Resolves with the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok
  const finish = (ended: number) => {
    code = ended
  }
  const program = withHelp(new Command('signalr-events'))
    .usage('<command> [options]')
    .description('Test a webhook for Azure SignalR Service events without Azure.')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpCommand(false)
    .showHelpAfterError('(see --help)')
    .configureOutput({ outputError: (text, write) => write(withoutInput(text)) })
  for (const create of [devCommand, sendCommand, simulateCommand, doctorCommand])
    program.addCommand(create(finish).copyInheritedSettings(program))
  for (const command of [program, ...program.commands]) command.exitOverride()
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`error: ${error.message}\n`)
    return exitCodes.usage
  }
  return code
}

/** Removes the user's input from an error: it may hold a key, and errors end up in logs. */
function withoutInput(text: string): string {
  return text
    .replace(/(argument|value) '.*' (is invalid)/s, '$1 $2')
    .replace(/command-argument value is invalid for (argument '\w+')/, '$1 is invalid')
    .replace(/(unknown option '(?:-[^-]|--[^=']*=)).*'/s, "$1…'")
    .replaceAll(/\?[^\s')]+/g, '?…')
}
