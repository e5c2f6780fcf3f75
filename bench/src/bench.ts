import { parseArgs } from 'node:util'
import { budgets, isFailed, toGoals } from './budgets.js'
import type { Effort } from './compare.js'
import { writePages } from './pages.js'
import { measureDays } from './sections/days.js'
import { measureHttp } from './sections/http.js'
import { measureCandidates, measureInFlight, measureLargeDeliveries } from './sections/in-process.js'
import { measureMemory, soak } from './sections/memory.js'
import { measureCounts } from './sections/online.js'
import { measurePresence } from './sections/presence.js'
import { measureMemoryStore } from './sections/presence-in-memory.js'
import { measureRedis } from './sections/redis.js'
import { measureBundles, measureImports } from './sections/weights.js'
import { type Cell, toFigures, toMarkdown, toMedian } from './table.js'

const flag = { type: 'boolean', default: false } as const
const { values: options } = parseArgs({
  options: { check: flag, write: flag, quick: flag, soak: flag, presence: flag, scale: flag },
})
const efforts = {
  full: { processes: 3, rounds: 7, sliceMs: 60, warmMs: 1000 },
  check: { processes: 3, rounds: 5, sliceMs: 40, warmMs: 600 },
  quick: { processes: 1, rounds: 3, sliceMs: 15, warmMs: 150 },
}
const effort: Effort = {
  ...efforts[options.quick ? 'quick' : options.check ? 'check' : 'full'],
  budgetsOnly: options.check,
}

/** What fills tables, by their names in the marks of the pages. */
type Measures = Readonly<Record<string, (effort: Effort) => Promise<Cell[]>>>
const withBudgets: Measures = {
  // First, since the others leave garbage behind.
  memory: measureMemory,
  'in one process': measureCandidates,
  'large deliveries': measureLargeDeliveries,
  'deliveries in flight': measureInFlight,
  'over HTTP': measureHttp,
  'deduplication and presence': measureRedis,
  'presence on Redis': measurePresence,
  'presence in memory': measureMemoryStore,
  imports: measureImports,
}
const online: Measures = {
  'who is online': measureCounts,
  'presence on Redis': measurePresence,
  'presence in memory': measureMemoryStore,
}
const days: Measures = { days: () => measureDays(options.quick ? 256 : 32) }
const measured: Cell[] = []

/** Measures what has a budget. Resolves with whether all of it is within its limit. */
async function check(): Promise<boolean> {
  for (const [name, measure] of Object.entries(withBudgets)) {
    console.log(`${name} …`)
    const first = await measure(effort)
    const figures = toFigures(first)
    const runs = [first]
    // Other programs on the machine may have disturbed it. What has really become slower fails again.
    if (budgets.some((budget) => figures.has(budget.figure) && isFailed(budget, figures)))
      runs.push(await measure(effort), await measure(effort))
    const toValue = (i: number) => toMedian(runs.map((cells) => Number(cells[i]?.value)))
    measured.push(...first.map((cell, i) => ({ ...cell, value: toValue(i) })))
  }
  console.log(`${toMarkdown(toGoals(toFigures(measured)))}\n`)
  const failed = budgets.filter((budget) => isFailed(budget, toFigures(measured)))
  for (const { figure } of failed) console.log(`not within its limit: ${figure}`)
  console.log(`${budgets.length - failed.length} passed, ${failed.length} failed`)
  return failed.length === 0
}

/** Measures what the options ask for, prints it, and writes it into the pages. */
async function measure(): Promise<boolean> {
  const goals = async () => toGoals(toFigures(measured))
  const all = { ...withBudgets, ...online, bundles: measureBundles, goals }
  for (const [name, measure] of Object.entries(options.scale ? days : options.presence ? online : all)) {
    const cells = await measure(effort)
    measured.push(...cells)
    console.log(`${name}:\n\n${toMarkdown(cells)}\n`)
    if (options.write) writePages(name, toMarkdown(cells))
  }
  return true
}

// Exits on a signal, so that `exit` listeners can clean up.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
const isFine = options.soak ? await soak() : options.check ? await check() : await measure()
if (!isFine) process.exitCode = 1
