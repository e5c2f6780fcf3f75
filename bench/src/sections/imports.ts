import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isBudgeted } from '../budgets.js'
import { type Section, Table, toSpread } from '../figures.js'

const directory = fileURLToPath(new URL('../..', import.meta.url))
const ours = ['core', 'node', 'express', 'koa', 'hono', 'fastify', 'dedupe', 'presence', 'redis']
const modules = [
  ...ours.map((name) => `@signalr-events/${name}`),
  ...['zod', '@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express', 'express'],
]
const nothing = 'data:text/javascript,'

/** Measures the import of a package in a new process. */
export function measureImports(rounds: number, all: boolean): Section {
  const table = new Table('CPU time of an import', { file: 'imports', column: 'ms', unit: 'ms' })
  const wanted = modules.filter((name) => all || name === 'zod' || isBudgeted(name, 'import / zod'))
  const measured = Array.from(
    { length: rounds },
    () => new Map(wanted.map((name) => [name, readImport(name)])),
  )
  for (const name of wanted) {
    const read = (compute: (cost: number, zod: number) => number) =>
      toSpread(
        measured.map((round) => [compute(round.get(name) ?? Number.NaN, round.get('zod') ?? Number.NaN)]),
      )
    if (!Number.isFinite(read((cost) => cost).median)) continue
    table.set(
      name,
      'ms',
      read((cost) => cost / 1000),
    )
    table.set(
      name,
      'import / zod',
      read((cost, zod) => cost / zod),
    )
  }
  const method = `CPU time of \`import\` in a new process, less that of an empty module in another one directly before: median (lowest–highest) of ${rounds}.`
  return { title: 'Cold import', method, tables: [table] }
}

/** The CPU time of an import more than that of nothing, in microseconds. */
function readImport(module: string): number {
  const [empty, full] = [nothing, module].map((each) => {
    const code = `const before = process.cpuUsage(); await import(${JSON.stringify(each)}); const { user, system } = process.cpuUsage(before); console.log(user + system)`
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      ...{ cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    })
    return status === 0 ? Number(stdout) : Number.NaN
  })
  return (full ?? Number.NaN) - (empty ?? Number.NaN)
}
