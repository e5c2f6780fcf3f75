// @ts-check
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { install, installed } from '../shared/project.mjs'
import { loadEntry } from './modules.mjs'

/** What needs Zod, alone of all that can be imported. */
export const schemas = '@signalr-events/core/schemas'

/** The Zods that the schemas work with: the oldest, and the newest. */
const versions = ['4.0.0', '4']

/**
 * That no package brings Zod along or minds an older one, and that the schemas load with those that they work with.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} project
 */
export async function checkSchemas(report, project) {
  await report.check('all but the schemas: without Zod', () => assert(!existsSync(installed(project, 'zod'))))
  await report.check('all but the schemas: beside zod@3', () => install(project, 'zod@3'))
  for (const version of versions) {
    await install(project, `zod@${version}`)
    for (const how of /** @type {const} */ (['import', 'require']))
      await report.check(`${schemas}, zod@${version}: ${how}`, () => loadEntry(project, how, schemas))
  }
}
