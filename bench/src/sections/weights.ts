import { execFileSync } from 'node:child_process'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { compare, type Effort, figure } from '../compare.js'
import type { Cell } from '../table.js'

const directory = fileURLToPath(new URL('../..', import.meta.url))
const ours = ['core', 'node', 'express', 'koa', 'hono', 'fastify', 'dedupe', 'presence', 'redis']
const modules = [...ours.map((name) => `@signalr-events/${name}`), '@azure/eventgrid', 'cloudevents', 'zod']

/** Measures the import of a package, each time in a new process. */
export function measureImports(effort: Effort): Promise<Cell[]> {
  const figures = [...modules, 'express'].flatMap((name) => [
    figure(name, 'ms', name),
    figure(name, 'import / zod', name, 'zod'),
  ])
  const start = async (name: string) => ({ slice: async () => readImport(name), async stop() {} })
  return compare(figures, start, { ...effort, processes: 3 * effort.processes, rounds: 1 })
}

/** The CPU time of an import, less that of an empty module in another process directly before, in milliseconds. */
function readImport(module: string): number {
  const [nothing = 0, something = 0] = ['data:text/javascript,', module].map((each) => {
    const code = `const before = process.cpuUsage(); await import('${each}'); console.log(JSON.stringify(process.cpuUsage(before)))`
    const args = ['--input-type=module', '-e', code]
    const output = execFileSync(process.execPath, args, { cwd: directory, encoding: 'utf8' })
    const { user, system } = JSON.parse(output) as NodeJS.CpuUsage
    return (user + system) / 1000
  })
  return something - nothing
}

/** Measures the bundles of packages, with all that they need. */
export function measureBundles(): Promise<Cell[]> {
  return Promise.all(modules.map(async (row) => ({ row, column: 'KB', value: (await bundle(row)) / 1024 })))
}

async function bundle(name: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}'`, resolveDir: directory },
    external: ['node:*', ...builtinModules],
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', logLevel: 'silent' },
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
