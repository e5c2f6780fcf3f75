// @ts-check
// The consumer of Storage Queues against Azurite, with the client of Azure and the packages as published. Both need
// Node 22, so neither is in the workspace.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toEnvironment } from './frameworks/run.mjs'
import { fetchProgram, runtimes } from './runtimes/runtimes.mjs'
import { root } from './shared/packages.mjs'
import { findFreePort } from './shared/port.mjs'
import { run } from './shared/process.mjs'
import { install, pack } from './shared/project.mjs'
import { main } from './shared/report.mjs'

const dependencies = { '@azure/storage-queue': '12.32.0', azurite: '3.37.0' }

await main(async (report, directory) => {
  const project = join(directory, 'project')
  const tarballs = Object.entries(await pack(directory)).map(([name, file]) => [name, `file:${file}`])
  const wanted = ['@signalr-events/queue', '@signalr-events/testing']
  const ours = Object.fromEntries(tarballs.filter(([name]) => wanted.includes(name ?? '')))
  const manifest = { private: true, type: 'module', dependencies: { ...dependencies, ...ours } }
  mkdirSync(project)
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ ...manifest, overrides: Object.fromEntries(tarballs) }),
  )
  await install(project)
  cpSync(join(root, 'scripts/queue'), project, { recursive: true })
  const runtime = runtimes.find(({ name }) => name === 'node v24')
  if (runtime === undefined) throw new Error('there is no Node 24')
  const node = await fetchProgram(runtime, directory)
  const env = toEnvironment(directory, node)
  const port = String(await findFreePort())
  await report.check('Storage Queue, against Azurite', async () => {
    /** @type {{ title: string, error?: string }[]} */
    const outcomes = JSON.parse(await run(node, ['scenario.mjs', port], project, env))
    return outcomes
  })
})
