// @ts-check
// Tests the packages as users get them: packed, installed in a new project, imported, required, compiled and run.

import { join } from 'node:path'
import { checkApps } from './packed/apps.mjs'
import { checkJest } from './packed/jest.mjs'
import { listEntries, loadEntry, toCommonJs } from './packed/modules.mjs'
import { checkPackFor } from './packed/pack-for.mjs'
import { checkProgram, commands } from './packed/program.mjs'
import { checkSchemas, schemas } from './packed/schemas.mjs'
import {
  checkContents,
  checkDependencies,
  checkLeftOver,
  checkPublint,
  checkTypesResolve,
} from './packed/tarballs.mjs'
import { checkTypeMatrix } from './packed/type-matrix.mjs'
import { checkTypes, typePackages } from './packed/types.mjs'
import { checkServer } from './shared/conformance.mjs'
import { adapters } from './shared/packages.mjs'
import { createProject, pack, serverOf } from './shared/project.mjs'
import { main } from './shared/report.mjs'

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

  const servers = Object.keys(adapters).map(serverOf)
  await toCommonJs(project, servers)
  for (const server of servers)
    for (const file of [server, server.replace('.mjs', '.cjs')])
      await report.check(`server ${file}`, () => checkServer(project, [process.execPath, file]))

  for (const command of commands)
    await report.check(`signalr-events ${command[0]}`, () => checkProgram(project, command))

  await checkSchemas(report, project)
  await checkTypes(report, project)
  const entries = Object.keys(tarballs).flatMap((name) => listEntries(project, name))
  await checkTypeMatrix(report, project, entries)
  await checkJest(report, directory, tarballs)
  await checkPackFor(report, directory)
  await checkApps(report, directory, project, tarballs)
})
