import { parseArgs } from 'node:util'
import { checkBudgets } from './budget-results.js'
import { budgets } from './budgets.js'
import { toBudgetGrid, toConsole, toGrid } from './report/console.js'
import { toNoiseTable } from './report/noise.js'
import { writePage } from './report/write.js'
import { type Scale, scales } from './scale.js'
import { type Section, toAllFigures } from './section.js'
import { measureBundle } from './sections/bundle.js'
import { measureDeduplication } from './sections/deduplication.js'
import { measureEmulator } from './sections/emulator.js'
import { measureHttp } from './sections/http.js'
import { measureImports } from './sections/imports.js'
import { measureInProcess } from './sections/in-process.js'
import { measureInstall } from './sections/install.js'
import { measureMemory } from './sections/memory.js'
import { measurePresence } from './sections/presence.js'
import { measureRedis } from './sections/redis.js'
import { soak } from './sections/soak.js'
import { measureStores } from './sections/stores.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    emulator: { type: 'boolean', default: false },
    presence: { type: 'boolean', default: false },
  },
})

type Measure = (scale: Scale) => Promise<Section | undefined> | Section

const budgeted: readonly Measure[] = [
  measureInProcess,
  measureHttp,
  measureImports,
  measureMemory,
  measureStores,
  measureRedis,
  measureDeduplication,
]
const weights: readonly Measure[] = [measureInstall, measureBundle]

async function main(): Promise<boolean> {
  if (options.soak) return report(Number(await soak()), 1)
  if (options.emulator) return report(Number(await measureEmulator()), 1)
  if (options.presence) return report(Number(await measurePresence()), 1)
  if (options.check) return check()
  const sections = await measure([...budgeted, ...weights], options.quick ? scales.quick : scales.full)
  console.log(`\n${toGrid(toNoiseTable(toAllFigures(sections)))}`)
  if (!options.quick) console.log(`\nwrote ${await writePage(sections)}`)
  return true
}

async function check(): Promise<boolean> {
  const sections = await measure(budgeted, scales.check)
  const limited = budgets.filter(({ limit }) => limit !== undefined)
  const results = checkBudgets(toAllFigures(sections), limited)
  console.log(toBudgetGrid(results))
  return report(results.filter(({ passed }) => passed).length, results.length)
}

/** Measures one section after another and prints each at once, unless only budgets are checked. */
async function measure(all: readonly Measure[], scale: Scale): Promise<Section[]> {
  const sections: Section[] = []
  for (const each of all) {
    const section = await each(scale)
    if (section === undefined) console.log('skipped: there is no redis-server on the PATH')
    else {
      sections.push(section)
      if (!scale.budgetsOnly) console.log(toConsole(section))
    }
  }
  return sections
}

function report(passed: number, of: number): boolean {
  console.log(`${passed} passed, ${of - passed} failed`)
  return passed === of
}

// Exits on a signal, so that `exit` listeners can clean up.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
if (!(await main())) process.exitCode = 1
