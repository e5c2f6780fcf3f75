// @ts-check
// Long test runs, which CI does not run for each change. `pnpm deep` lists them, `pnpm deep <name> …` runs some of
// them, `pnpm deep all` runs all.

import { runs } from './deep/runs.mjs'
import { main } from './shared/report.mjs'

const names = process.argv.slice(2)
const unknown = names.filter((name) => name !== 'all' && !Object.hasOwn(runs, name))

if (names.length === 0 || unknown.length > 0) {
  for (const name of unknown) console.error(`There is no run '${name}'.`)
  console.log('pnpm deep <name> …, or pnpm deep all:')
  for (const [name, { title }] of Object.entries(runs)) console.log(`  ${name.padEnd(10)} ${title}`)
  process.exit(unknown.length > 0 ? 2 : 0)
}

await main(async (report, directory) => {
  for (const [name, { title, run }] of Object.entries(runs)) {
    if (!names.includes('all') && !names.includes(name)) continue
    console.log(`${name}: ${title} …`)
    await run(report, directory)
  }
})
