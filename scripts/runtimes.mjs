// @ts-check
// Runs the conformance checks on every supported runtime: the packages as published, in real servers.

import { join } from 'node:path'
import { build } from 'esbuild'
import {
  answersUnread,
  closesConnection,
  hasNative,
  isOn,
  keepsDeadline,
  stopsReading,
} from './runtimes/checks.mjs'
import { checkEmulator, clients } from './runtimes/emulator.mjs'
import { bundleManagement, checkManagement } from './runtimes/management.mjs'
import { fetchProgram, isAvailable, miniflare, runtimes } from './runtimes/runtimes.mjs'
import { checkReadme, writeSamples } from './runtimes/samples.mjs'
import { checkServer } from './shared/conformance.mjs'
import { createProject, pack } from './shared/project.mjs'
import { main } from './shared/report.mjs'

await main(async (report, directory) => {
  console.log('gets the runtimes, packs and installs the packages …')
  const project = join(directory, 'project')
  const programs = runtimes.map((runtime) => (isAvailable(runtime) ? fetchProgram(runtime, directory) : null))
  // A runtime that cannot be installed fails only its own checks.
  const fetched = Promise.allSettled(programs)
  await createProject(project, await pack(directory), { miniflare, ...clients })
  await Promise.all([fetched, bundleWorker(project), bundleManagement(project), writeSamples(project)])

  for (const [i, runtime] of runtimes.entries()) {
    const program = programs[i]
    if (program) await checkRuntime(report, project, runtime, program)
    else report.skip(`${runtime.name}: available for Linux on x64 only`)
  }
})

/**
 * @param {import('./shared/report.mjs').Report} report
 * @param {string} project
 * @param {import('./runtimes/runtimes.mjs').Runtime} runtime
 * @param {Promise<string>} program
 */
async function checkRuntime(report, project, runtime, program) {
  const { name, args = [], servers, workers } = runtime
  await report.check(`${name}, management`, async () => checkManagement(project, runtime, await program))
  if (name.startsWith('node '))
    await report.check(`${name}, emulator`, async () => checkEmulator(project, name, await program))
  for (const [adapter, file] of Object.entries(servers))
    await report.check(`${name}, ${adapter}`, async () =>
      checkServer(project, [await program, ...args, file], (server) => [
        isOn(name, server),
        stopsReading(server),
        closesConnection(server),
        answersUnread(server),
        ...(adapter === 'hono' ? [hasNative(server), keepsDeadline] : []),
      ]),
    )
  const workerd = 'scripts/servers/workerd.mjs'
  for (const adapter of ['hono', 'fetch']) {
    const server = workers
      ? [workerd, `readme-${adapter}.bundle.mjs`]
      : ['scripts/servers/readme.mjs', adapter]
    await report.check(`${name}, README of ${adapter}`, async () =>
      checkReadme(project, [await program, ...args, ...server]),
    )
  }
  for (const [sample, file] of Object.entries(workers ?? {}))
    await report.check(`${name}, ${sample}`, async () =>
      checkServer(project, [await program, workerd, file], (server) => [isOn(name, server)]),
    )
}

/** Bundles a Worker into one file, because workerd resolves no packages. @param {string} project */
function bundleWorker(project) {
  return build({
    entryPoints: [join(project, 'scripts/servers/worker.mjs')],
    outfile: join(project, 'scripts/servers/worker.bundle.mjs'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
  })
}
