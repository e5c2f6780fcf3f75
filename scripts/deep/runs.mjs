// @ts-check
import { runMemory } from './memory.mjs'

/**
 * A long run: it reports its checks, and may use an empty directory.
 *
 * @typedef {object} Run
 * @property {string} title
 * @property {(report: import('../shared/report.mjs').Report, directory: string) => Promise<void>} run
 */

/** All runs by name. A new one is a file of this directory and a line here. @type {Readonly<Record<string, Run>>} */
export const runs = {
  memory: { title: '120 deliveries of 5,000 events at a time, as in a container of 512 MB', run: runMemory },
}
