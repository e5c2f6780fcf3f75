import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { devCommand } from '../src/dev/command.js'
import { doctorCommand } from '../src/doctor/command.js'
import { withHelp } from '../src/help.js'
import { sendCommand } from '../src/send/command.js'
import { simulateCommand } from '../src/simulate/command.js'
import { runCli } from './support/cli.js'

// The help of every command is complete: each option has its default and its unit.

const names = ['dev', 'send', 'simulate', 'doctor']
const commands = [devCommand, sendCommand, simulateCommand, doctorCommand].map((create) => create(() => {}))

/** How values of options are measured, by the name of the value. */
const units: Readonly<Record<string, RegExp>> = {
  seconds: /in seconds/,
  time: /\b\d+[smh]\b/,
  factor: /times faster/,
}

/** The options with their texts in the help. */
function readOptions(command: Command) {
  const help = withHelp(command).createHelp()
  return help.visibleOptions(command).map((option) => ({
    flags: option.flags,
    text: help.optionDescription(option),
    takesValue: option.required || option.optional,
  }))
}

describe.each(commands.map((command) => ({ name: command.name(), command })))('$name', ({ command }) => {
  it('names the default of every option that takes a value, once', () => {
    const without = readOptions(command).filter(
      ({ text, takesValue }) => takesValue && text.match(/default: /g)?.length !== 1,
    )
    expect(without).toEqual([])
  })

  it('names the unit of every option that is a time or a factor', () => {
    const without = readOptions(command).filter(({ flags, text }) => {
      const [, value = ''] = /[<[](.*)[\]>]/.exec(flags) ?? []
      return units[value] !== undefined && !units[value].test(text)
    })
    expect(without).toEqual([])
  })

  it('describes what it does in sentences', () => {
    expect(command.description()).toMatch(/^[A-Z][^.]+\.( [A-Z][^.]+\.)+$/)
    expect(command.summary()).toMatch(/^[a-z].*[^.]$/)
  })

  it('lists its exit codes', async () => {
    const { stdout } = await runCli([command.name(), '--help'])
    const [, codes = ''] = /Exit codes:\n([\s\S]*)$/.exec(stdout) ?? []
    expect(codes.match(/^ {2}\d+/gm)).toEqual(['  0', '  1', '  2', '  130'])
  })
})

it('the program lists every command', async () => {
  const { code, stdout } = await runCli(['--help'])
  expect([code, stdout.match(/^ {2}(\w+) \[options\]/gm)?.map((row) => row.trim().split(' ')[0])]).toEqual([
    0,
    names,
  ])
})
