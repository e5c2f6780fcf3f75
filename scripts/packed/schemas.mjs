// @ts-check
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { install, installed, readManifest } from '../shared/project.mjs'
import { loadEntry } from './modules.mjs'

/** What needs Zod, alone of all that can be imported. */
export const schemas = '@signalr-events/core/schemas'

/**
 * That no package brings Zod along, and that the schemas load with the oldest that the core allows and the newest.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} project
 */
export async function checkSchemas(report, project) {
  await report.check('all but the schemas: without Zod', () => assert(!existsSync(installed(project, 'zod'))))
  /** @type {string} */
  const range = readManifest(project, '@signalr-events/core').peerDependencies.zod
  for (const version of [range.replace('^', ''), range]) {
    await install(project, `zod@${version}`)
    for (const how of /** @type {const} */ (['import', 'require']))
      await report.check(`${schemas}, zod@${version}: ${how}`, () => loadEntry(project, how, schemas))
  }
}
