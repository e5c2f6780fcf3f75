import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { root } from './support/packages.js'

const run = (script: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}/scripts/${script}`, ...args], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { status, stdout, stderr }
}

describe('pack-for', () => {
  it.each(['--help', '-h'])('prints its usage for %s', (option) => {
    expect(run('pack-for.mjs', option)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('pack-for'),
    })
  })

  it.each([
    [[], 'Name a package.'],
    [['nothing'], 'There is no package @signalr-events/nothing.'],
    [['--unknown'], "Unknown option '--unknown'.\n"],
    [['express', '--to', `${root}/package.json`], 'package.json: it is a file'],
    [['express', '--to', '/proc/packed'], 'Cannot write to /proc/packed: '],
  ])('rejects %j in one sentence', (args, message) => {
    const { status, stderr } = run('pack-for.mjs', ...args)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
    expect(status).toBe(2)
  })
})

it.each([[[]], [['--store', 'redis']]])('new-app rejects %j, which names no folder', (args) => {
  const { status, stderr } = run('new-app.mjs', ...args)
  expect(stderr).toBe('Name a new folder first, such as ../my-app. --help prints the options.\n')
  expect(status).toBe(2)
})
