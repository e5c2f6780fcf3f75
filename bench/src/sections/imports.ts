import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { toDigits, toRatio } from '../report/format.js'
import type { Scale } from '../scale.js'
import { type Chart, type Figures, figure, type Section, type Table } from '../section.js'
import { type Spread, toSpread } from '../spread.js'

const ours = ['core', 'node', 'express', 'koa', 'hono', 'dedupe', 'redis'].map(
  (name) => `@signalr-events/${name}`,
)
const others = ['zod', '@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express', 'express']
const budgeted = ['@signalr-events/core', '@signalr-events/express', 'zod']
const nothing = 'data:text/javascript,'
const base = 'zod'
const again = 'zod again'

/** Measures the import of a package in a new process, less that of an empty module directly before. */
export async function measureImports(scale: Scale): Promise<Section> {
  const wanted = scale.budgetsOnly ? budgeted : [...ours, ...others]
  const modules = wanted.filter((module) => readImport(module) !== undefined)
  const rounds = Array.from({ length: scale.imports }, () => measureRound(modules))
  const figures = new Map<string, Spread>()
  for (const module of modules) {
    figures.set(
      `imports.${module}.cost`,
      toSpread(rounds.map((round) => (round.get(module) ?? Number.NaN) / 1000)),
    )
    figures.set(`imports.${module}.ratio`, toSpread(rounds.map((round) => share(round, module))))
  }
  figures.set('imports.zod against itself.ratio', toSpread(rounds.map((round) => share(round, again))))
  return {
    title: 'Cold import',
    method:
      'CPU time of `import` in a new process, less that of an empty module in another new process directly before.',
    tables: [toTable(modules, figures)],
    charts: [toChart(modules, figures)],
    figures,
  }
}

function toTable(modules: readonly string[], figures: Figures): Table {
  return {
    title: 'CPU time of an import',
    head: ['', 'ms', '/ zod: median (quartiles)'],
    rows: modules.map((module) => [
      module,
      toDigits(figure(figures, `imports.${module}.cost`).median),
      toRatio(figures.get(`imports.${module}.ratio`)),
    ]),
  }
}

function toChart(modules: readonly string[], figures: Figures): Chart {
  const bars = modules.map((label) => ({
    label,
    value: figure(figures, `imports.${label}.cost`),
    isOurs: label.startsWith('@signalr-events/'),
  }))
  return { name: 'imports', title: 'CPU time of an import in a fresh process', unit: 'ms', bars }
}

/** The microseconds of every module, each directly after an empty module. The base is measured twice. */
function measureRound(modules: readonly string[]): ReadonlyMap<string, number> {
  const round = new Map<string, number>()
  for (const module of [...modules, again]) {
    const empty = readImport(nothing) ?? Number.NaN
    round.set(module, (readImport(module === again ? base : module) ?? Number.NaN) - empty)
  }
  return round
}

function share(round: ReadonlyMap<string, number>, module: string): number {
  return (round.get(module) ?? Number.NaN) / (round.get(base) ?? Number.NaN)
}

const directory = fileURLToPath(new URL('../..', import.meta.url))

/** The CPU time of an import in microseconds; `undefined` if the module is not installed. */
function readImport(module: string): number | undefined {
  const script = `const before = process.cpuUsage()
await import(${JSON.stringify(module)})
const { user, system } = process.cpuUsage(before)
console.log(user + system)`
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return status === 0 ? Number(stdout) : undefined
}
