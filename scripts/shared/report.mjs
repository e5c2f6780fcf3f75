// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The result of one check. Without an error, it passed.
 *
 * @typedef {{ title: string, error?: unknown }} Outcome
 */

/** Counts and prints passed and failed checks. */
export class Report {
  passed = 0
  failed = 0

  /**
   * Runs one check, which fails by throwing, or several, which return their outcomes.
   *
   * @param {string} title
   * @param {() => unknown} run
   */
  async check(title, run) {
    const outcomes = await settle(title, run)
    const failures = outcomes.filter(({ error }) => error !== undefined)
    this.failed += failures.length
    this.passed += outcomes.length - failures.length
    const many = outcomes.length === 1 ? '' : `: ${outcomes.length} checks`
    console.log(`${failures.length === 0 ? 'ok     ' : 'FAILED '} ${title}${many}`)
    for (const failure of failures) console.log(`        - ${failure.title}\n${indent(failure.error)}`)
  }

  /**
   * Reports that something was not checked. In CI that is a failure, since nobody reads the log of a passing run.
   *
   * @param {string} title
   */
  skip(title) {
    console.log(`SKIPPED ${title}`)
    if (process.env['CI']) this.failed += 1
  }
}

/**
 * @param {string} title
 * @param {() => unknown} run
 * @returns {Promise<Outcome[]>}
 */
async function settle(title, run) {
  try {
    const outcomes = await run()
    return Array.isArray(outcomes) ? outcomes : [{ title }]
  } catch (error) {
    return [{ title, error: error ?? new Error('threw nothing') }]
  }
}

/** @param {unknown} error */
function indent(error) {
  return explain(error).trim().replace(/^/gm, '          ')
}

/** The reason of a `fetch` error is in its cause. @param {unknown} error @returns {string} */
function explain(error) {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}\n${explain(error.cause)}`
}

/**
 * Runs a script with a report and a temporary directory, and ends with the count.
 *
 * @param {(report: Report, directory: string) => Promise<void>} body
 */
export async function main(body) {
  const directory = mkdtempSync(join(tmpdir(), 'signalr-events-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  // Exits on a signal, so that `exit` listeners can clean up.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
  const report = new Report()
  const start = Date.now()
  try {
    await body(report, directory)
  } catch (error) {
    await report.check('preparation', () => Promise.reject(error))
  }
  console.log(`${Math.round((Date.now() - start) / 1000)} seconds`)
  console.log(`${report.passed} passed, ${report.failed} failed`)
  process.exit(report.failed === 0 ? 0 : 1)
}
