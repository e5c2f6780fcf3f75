// @ts-check
import { startServer } from './process.mjs'
import { load } from './project.mjs'

/**
 * @typedef {import('@signalr-events/testing/conformance').Check} Check
 * @typedef {Pick<Check, 'id' | 'title' | 'run'>} Extra
 * @typedef {import('./process.mjs').Server} Server
 */

/**
 * Starts a server of a project and runs every conformance check on it over HTTP, and optional extra checks. The checks
 * are those that the project has installed.
 *
 * @param {string} project
 * @param {readonly string[]} command
 * @param {(server: Server) => readonly Extra[]} [extra]
 * @returns {Promise<import('./report.mjs').Outcome[]>}
 */
export async function checkServer(project, command, extra = () => []) {
  const { checks, fetchTarget, runChecks } = await load(project, '@signalr-events/testing/conformance')
  const server = await startServer(command, project)
  try {
    const target = fetchTarget(server.url, () => readReceived(server))
    /** @type {{ check: Extra, error: Error | undefined }[]} */
    const results = await runChecks(target, [...extra(server), ...checks])
    return results.map(({ check, error }) => ({ title: `${check.id}: ${check.title}`, error }))
  } finally {
    await server.stop()
  }
}

/** @param {Server} server */
async function readReceived({ url }) {
  const response = await fetch(`${url}/received`)
  if (!response.ok) throw new Error(`/received answers ${response.status}`)
  return response.json()
}
