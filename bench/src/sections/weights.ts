import { spawnSync } from 'node:child_process'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { isBudgeted } from '../budgets.js'
import { type Section, Table, toSpread } from '../figures.js'

const directory = fileURLToPath(new URL('../..', import.meta.url))
const adapters = ['node', 'express', 'koa', 'hono', 'fastify']
const ours = ['core', ...adapters, 'dedupe', 'presence', 'redis'].map((name) => `@signalr-events/${name}`)
const peers = ['zod', '@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express']

/** Measures the import of a package in a new process. */
export async function measureImports(rounds: number, all: boolean): Promise<Section> {
  const table = new Table('CPU time of an import')
  const wanted = [...ours, ...peers, 'express'].filter(
    (name) => all || name === 'zod' || isBudgeted(name, 'import / zod'),
  )
  const measured = Array.from(
    { length: rounds },
    () => new Map(wanted.map((name) => [name, readImport(name)])),
  )
  for (const name of wanted) {
    const costs = measured.map((round) => [round.get(name) ?? Number.NaN])
    if (costs.flat().some(Number.isNaN)) continue
    table.set(name, 'ms', toSpread(costs))
    table.set(
      name,
      'import / zod',
      toSpread(measured.map((round, i) => [(costs[i]?.[0] ?? 0) / (round.get('zod') ?? 0)])),
    )
  }
  return {
    title: 'Imports',
    method: `CPU time of \`import\` in a new process, less that of an empty module in another one directly before: median (lowest–highest) of ${rounds}.`,
    tables: [table],
  }
}

/** The CPU time of an import more than that of nothing, in milliseconds. NaN if it is not installed. */
function readImport(module: string): number {
  const [nothing = 0, something = 0] = ['data:text/javascript,', module].map((each) => {
    const code = `const before = process.cpuUsage(); await import(${JSON.stringify(each)}); const { user, system } = process.cpuUsage(before); console.log(user + system)`
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      ...{ cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    })
    return status === 0 ? Number(stdout) / 1000 : Number.NaN
  })
  return something - nothing
}

/** Measures the bundle of an import. */
export async function measureBundles(): Promise<Section> {
  const table = new Table('Compressed bundles')
  const alone = [
    '{ createWebhook } @signalr-events/core',
    '{ EventGridDeserializer } @azure/eventgrid',
    '{ HTTP } cloudevents',
  ]
  for (const name of [...ours.map((each) => `* ${each}`), ...alone, '* @azure/web-pubsub-express', '* zod']) {
    const at = name.lastIndexOf(' ')
    // What is optional may not be installed.
    const bytes = await bundle(`export ${name.slice(0, at)} from '${name.slice(at + 1)}'`).catch(
      () => undefined,
    )
    if (bytes !== undefined) table.set(`\`${name.replace(/ (?=[@\w/-]+$)/, ' from ')}\``, 'KB', bytes / 1024)
  }
  const method = 'With all that it needs, bundled by esbuild for the browser, minified, `gzip -9`.'
  return { title: 'Bundles', method, tables: [table] }
}

async function bundle(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: directory },
    external: ['node:*', ...builtinModules],
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', logLevel: 'silent' },
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
