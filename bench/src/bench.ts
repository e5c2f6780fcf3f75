import { parseArgs } from 'node:util'
import { canStartRedis } from '../../scripts/shared/redis.mjs'
import { budgets, isWithin } from './budgets.js'
import type { Effort } from './compare.js'
import { type Section, toFigures } from './figures.js'
import { describeRun, toBudgetTable, toGrid, toMarkdown, writePage } from './report.js'
import { measureEmulator } from './sections/emulator.js'
import { measureHttp } from './sections/http.js'
import { measureInProcess } from './sections/in-process.js'
import { measureMemory, soak } from './sections/memory.js'
import { measurePresence } from './sections/presence.js'
import { measureRedis } from './sections/redis.js'
import { measureDay, measureScale } from './sections/scale.js'
import { measureBundles, measureImports } from './sections/weights.js'

const flags = ['check', 'write', 'quick', 'soak', 'emulator', 'presence', 'scale'] as const
const { values: options } = parseArgs({
  options: {
    ...(Object.fromEntries(flags.map((name) => [name, { type: 'boolean' }])) as Record<
      (typeof flags)[number],
      { type: 'boolean' }
    >),
    clients: { type: 'string' },
  },
})
const began = performance.now()
const readSeconds = () => (performance.now() - began) / 1000

/** How long is measured in a process, and how long under load. */
const efforts: Readonly<Record<'full' | 'check' | 'quick', { readonly own: Effort; readonly load: Effort }>> =
  {
    full: {
      own: { processes: 3, rounds: 9, sliceMs: 20, warmMs: 300 },
      load: { processes: 3, rounds: 9, sliceMs: 80, warmMs: 1000 },
    },
    check: {
      own: { processes: 3, rounds: 7, sliceMs: 15, warmMs: 200 },
      load: { processes: 2, rounds: 7, sliceMs: 40, warmMs: 600 },
    },
    quick: {
      own: { processes: 1, rounds: 3, sliceMs: 8, warmMs: 80 },
      load: { processes: 1, rounds: 3, sliceMs: 20, warmMs: 200 },
    },
  }

async function measureAll(kind: keyof typeof efforts): Promise<Section[]> {
  const { own, load } = efforts[kind]
  const all = kind !== 'check'
  const measures = [
    () => measureInProcess(own, all),
    () => measureHttp(load, all),
    ...(canStartRedis() ? [() => measureRedis(load, all)] : []),
    () => measureImports(kind === 'full' ? 9 : 3, all),
    () => measureMemory(kind === 'full' ? 200_000 : 50_000),
    ...(all ? [measureBundles] : []),
  ]
  const sections: Section[] = []
  for (const measure of measures) {
    const section = await measure()
    console.log(`${section.title}: ${Math.round(readSeconds())} s`)
    sections.push(section)
  }
  return sections
}

async function check(): Promise<boolean> {
  const figures = toFigures(await measureAll('check'))
  console.log(`\n${toGrid(toBudgetTable(budgets, figures))}\n`)
  const results = budgets.flatMap((budget) => {
    const value = figures.get(budget.figure)
    if (value === undefined) {
      if (canStartRedis()) throw new RangeError(`nothing measures '${budget.figure}'`)
      return []
    }
    return isWithin(budget, budget.limit, value)
      ? true
      : [console.log(`too slow: ${budget.figure}`), false].slice(1)
  })
  return report(results.filter(Boolean).length, results.length)
}

function report(passed: number, all: number): boolean {
  console.log(`${passed} passed, ${all - passed} failed`)
  return passed === all
}

async function measure(): Promise<boolean> {
  const sections = await measureAll(options.quick === true ? 'quick' : 'full')
  const goals = { title: 'Goals', method: '', tables: [toBudgetTable(budgets, toFigures(sections))] }
  const pages = [goals, ...sections].map(toMarkdown).join('\n\n')
  if (options.write !== true) console.log(pages)
  else writePage('performance.md', `${describeRun('pnpm bench --write', readSeconds())}\n\n${pages}`)
  return true
}

/** With `--clients`, one day of so many. */
async function measureHowFar(): Promise<boolean> {
  if (options.clients !== undefined) console.log(toGrid(await measureDay(Number(options.clients))))
  else {
    const kind = options.quick ? 'quick' : 'full'
    const sections = await measureScale(efforts[kind].load, options.quick ? 5_000 : 50_000)
    const text = sections.map(toMarkdown).join('\n\n')
    if (options.quick) console.log(text)
    else writePage('scale.md', `${describeRun('pnpm bench --scale', readSeconds())}\n\n${text}`)
  }
  return true
}

async function main(): Promise<boolean> {
  if (options.soak) return report(Number(await soak()), 1)
  if (options.emulator) return report(Number(await measureEmulator()), 1)
  if (options.presence) return report(Number(await measurePresence()), 1)
  if (options.scale) return measureHowFar()
  return options.check ? check() : measure()
}

// Exits on a signal, so that `exit` listeners can clean up.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
if (!(await main())) process.exitCode = 1
console.log(`took ${Math.round(readSeconds())} s`)
