import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// Every option is on the page that describes the simulator.

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const page = read('docs/testing.md')
const sources = ['options', 'traffic-options', 'fault-options'].map((name) =>
  read(`packages/simulator/src/${name}.ts`),
)

/** The names of the members of an interface. */
function membersOf(name: string): string[] {
  const [, members = ''] = new RegExp(`interface ${name} \\{(.*?)^\\}`, 'ms').exec(sources.join('\n')) ?? []
  const names = [...members.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = '']) => member)
  return names.length > 0 ? names : expect.fail(`${name} has no members`)
}

it.each(['SubscriptionOptions', 'BatchOptions', 'RetryOptions', 'FilterOptions', 'TrafficOptions'])(
  'the page has every member of %s',
  (name) => {
    const missing = membersOf(name).filter(
      (member) => !new RegExp(`\`([\\w]*\\.)?${member}[\`:.]`).test(page),
    )
    // These are the groups of the rows below them.
    expect(missing.filter((member) => !['batch', 'retry', 'filter'].includes(member))).toEqual([])
  },
)

it('the pages have every fault', () => {
  const toOption = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const faults = membersOf('FaultOptions').filter((name) => name !== 'maxDelay')
  const local = read('docs/local.md')
  expect(faults.filter((name) => !local.includes(`| \`${toOption(name)}\` `))).toEqual([])
  expect(page).toContain('`maxDelay`')
})
