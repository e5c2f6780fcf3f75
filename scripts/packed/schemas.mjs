// @ts-check
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { install, installed } from '../shared/project.mjs'
import { loadEntry } from './modules.mjs'

/** The only entry that needs Zod. */
export const schemas = '@signalr-events/core/schemas'

/** The oldest and the newest version of Zod that the schemas support. */
const versions = ['4.0.0', '4']

/**
 * Checks that no package depends on Zod or fails with an older one, and that the schemas load with supported versions.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} project
 */
export async function checkSchemas(report, project) {
  await report.check('all but the schemas: without Zod', () => assert(!existsSync(installed(project, 'zod'))))
  await report.check('all but the schemas: with zod@3', () => install(project, 'zod@3'))
  for (const version of versions) {
    await install(project, `zod@${version}`)
    for (const how of /** @type {const} */ (['import', 'require']))
      await report.check(`${schemas}, zod@${version}: ${how}`, () => loadEntry(project, how, schemas))
  }
}
