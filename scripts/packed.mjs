// @ts-check
// Tests the packages as users get them: packed, installed in a new project, imported, required, compiled and run.

import { join } from 'node:path'
import { listEntries, loadEntry, toCommonJs } from './packed/modules.mjs'
import { checkProgram, commands } from './packed/program.mjs'
import { checkSchemas, schemas } from './packed/schemas.mjs'
import {
  checkContents,
  checkDependencies,
  checkLeftOver,
  checkPublint,
  checkTypesResolve,
} from './packed/tarballs.mjs'
import { checkTypes, typePackages } from './packed/types.mjs'
import { checkServer } from './shared/conformance.mjs'
import { createProject, pack } from './shared/project.mjs'
import { main } from './shared/report.mjs'

const adapters = ['node', 'express', 'koa', 'hono']

await main(async (report, directory) => {
  console.log('packs and installs the packages …')
  const project = join(directory, 'project')
  const tarballs = await pack(directory)
  await createProject(project, tarballs, typePackages)

  for (const [name, tarball] of Object.entries(tarballs)) {
    await report.check(`${name}: contents`, () => checkContents(project, name))
    await report.check(`${name}: nothing left over`, () => checkLeftOver(project, name))
    await report.check(`${name}: dependencies`, () => checkDependencies(project, name))
    await report.check(`${name}: publint`, () => checkPublint(tarball))
    const entries = listEntries(project, name)
    if (entries.length > 0) await report.check(`${name}: attw`, () => checkTypesResolve(tarball))
    for (const entry of entries.filter((entry) => entry !== schemas)) {
      await report.check(`${entry}: import`, () => loadEntry(project, 'import', entry))
      await report.check(`${entry}: require`, () => loadEntry(project, 'require', entry))
    }
  }

  await toCommonJs(project, adapters)
  for (const adapter of adapters)
    for (const file of [`${adapter}.mjs`, `${adapter}.cjs`])
      await report.check(`server ${file}`, () => checkServer(project, [process.execPath, file]))

  for (const command of commands)
    await report.check(`signalr-events ${command[0]}`, () => checkProgram(project, command))

  await checkSchemas(report, project)
  await checkTypes(report, project)
})
