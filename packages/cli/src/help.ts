import type { Command, HelpConfiguration, Option } from 'commander'

/** Formats the help of every command: each option with its choices and default, in lines that fit narrow terminals. */
const helpFormat: HelpConfiguration = { minWidthToWrap: 20, optionDescription }

/** Sets what the help of all commands has in common. */
export function withHelp(command: Command): Command {
  return command.configureHelp(helpFormat).helpOption('-h, --help', 'print this help')
}

function optionDescription({ description, argChoices, negate, ...option }: Option): string {
  const { defaultValueDescription, defaultValue } = option
  const shown = negate ? undefined : (defaultValueDescription ?? defaultValue)
  const details = [
    ...(argChoices === undefined ? [] : [argChoices.join(' or ')]),
    ...(shown === undefined ? [] : [`default: ${shown}`]),
  ]
  return details.length === 0 ? description : `${description} (${details.join('; ')})`
}
