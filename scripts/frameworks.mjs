// @ts-check
// The samples of docs/frameworks.md, built and started as they stand there, with the packages as published. Names of
// hosts as arguments run those only.

import { join } from 'node:path'
import { hosts } from './frameworks/hosts.mjs'
import { createHostProject } from './frameworks/project.mjs'
import { runConformance, runProgram, startHost, toEnvironment } from './frameworks/run.mjs'
import { fetchProgram, runtimes } from './runtimes/runtimes.mjs'
import { run } from './shared/process.mjs'
import { pack } from './shared/project.mjs'
import { main } from './shared/report.mjs'

const names = process.argv.slice(2)

await main(async (report, directory) => {
  const tarballs = await pack(directory)
  const programs = await fetchPrograms(directory)
  for (const [name, host] of Object.entries(hosts))
    if (names.length === 0 || names.includes(name))
      await checkHost(report, join(directory, name), name, host, { tarballs, programs })
})

/**
 * @param {import('./shared/report.mjs').Report} report
 * @param {string} directory
 * @param {string} name
 * @param {import('./frameworks/hosts.mjs').Host} host
 * @param {{ tarballs: Record<string, string>, programs: Record<string, string> }} installed
 */
async function checkHost(report, directory, name, host, { tarballs, programs }) {
  const { title, runtime, build, start, base = '', cannot = {} } = host
  const program = programs[runtime] ?? process.execPath
  /** @type {{ url: string, stop: () => Promise<void> } | undefined} */
  let server
  await report.check(`${title}: builds and starts`, async () => {
    await createHostProject(directory, name, host, tarballs)
    const node = runtime === 'node24' ? program : process.execPath
    const env = { ...toEnvironment(directory, node), ...host.env }
    if (build !== undefined) {
      const [command = '', ...args] = build
      await run(join(directory, 'node_modules/.bin', command), args, directory, env)
    }
    server = await startHost(directory, [program, ...start], env)
  })
  if (server === undefined) return
  const { stop } = server
  const url = server.url + base
  try {
    for (const schema of ['eventgrid', 'cloudevents'])
      for (const command of ['send', 'doctor'])
        await report.check(`${title}: ${command}, ${schema}`, () =>
          runProgram(directory, url, command, schema),
        )
    await report.check(`${title}: conformance`, () => runConformance(url, cannot))
  } finally {
    await stop()
  }
}

/** The programs of the runtimes that this Node is not. @param {string} directory */
async function fetchPrograms(directory) {
  /** @type {Record<string, string>} */
  const programs = {}
  for (const [name, prefix] of [
    ['node24', 'node v24'],
    ['bun', 'bun'],
    ['deno', 'deno'],
  ]) {
    const runtime = runtimes.find((each) => each.name.startsWith(prefix ?? ''))
    if (name !== undefined && runtime !== undefined) programs[name] = await fetchProgram(runtime, directory)
  }
  return programs
}
