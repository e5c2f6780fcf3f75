// @ts-check
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { build } from 'esbuild'
import { readFences, readLines } from '../docs/markdown.mjs'
import { startServer } from '../shared/process.mjs'
import { root } from '../shared/project.mjs'

// The samples of the documentation for every runtime, run unchanged.

/** Files of the documentation, the information of a code block in them, and the file that it becomes. */
const sources = /** @type {const} */ ([
  ['packages/hono/README.md', 'ts at=/events', 'readme-hono'],
  ['packages/fetch/README.md', 'ts at=/events', 'readme-fetch'],
  ['docs/adapters.md', 'ts file=fetch-adapter.ts', 'fetch-adapter'],
])

/**
 * Writes the samples into a project, as they are, as JavaScript, and as Workers, which are one file each.
 *
 * @param {string} project
 */
export async function writeSamples(project) {
  const directory = join(project, 'scripts/servers')
  for (const [page, info, name] of sources) {
    const sample = readFences(readLines(join(root, page))).find((fence) => fence.info === info)
    assert.ok(sample, `a code block '${info}' in ${page}`)
    writeFileSync(join(directory, `${name}.ts`), sample.text)
    await build({ entryPoints: [join(directory, `${name}.ts`)], outfile: join(directory, `${name}.mjs`) })
  }
  const workers = {
    'readme-hono.ts': 'readme-hono.bundle.mjs',
    'readme-fetch.ts': 'readme-fetch.bundle.mjs',
    'sample-worker.mjs': 'sample.bundle.mjs',
  }
  for (const [file, outfile] of Object.entries(workers))
    await build({
      entryPoints: [join(directory, file)],
      outfile: join(directory, outfile),
      bundle: true,
      format: 'esm',
      conditions: ['workerd', 'worker'],
    })
}

/**
 * Checks that the app of the README finds its key in the environment of a runtime.
 *
 * @param {string} project
 * @param {readonly string[]} command
 */
export async function checkReadme(project, command) {
  // It reports the wrong keys, as expected.
  const server = await startServer(command, project, { env: { EVENTS_KEY: 'secret' }, stderr: 'ignore' })
  try {
    const requests = [eventGrid.connected(), cloudEvents.connected(), cloudEvents.handshake()]
    for (const { method, headers, body = null } of requests) {
      const statuses = []
      for (const query of ['?key=secret', '?key=wrong', ''])
        statuses.push((await fetch(`${server.url}/events${query}`, { method, headers, body })).status)
      assert.deepEqual(statuses, method === 'OPTIONS' ? [200, 200, 200] : [200, 401, 401], method)
    }
  } finally {
    await server.stop()
  }
}
