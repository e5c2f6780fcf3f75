import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const missing = !existsSync(executablePath)

/** Whether tests with a browser are skipped: there is none, and CI does not require one. */
export const skipped: boolean = missing && process.env['CI_REQUIRE_BROWSER'] !== '1'

/** The suffix of the title of a skipped test. */
export const reason: string = skipped
  ? ` (skipped: there is no browser at ${executablePath}; CHROMIUM may name one)`
  : ''

const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

export async function launch(): Promise<Browser> {
  if (missing) throw new Error(`CI_REQUIRE_BROWSER is set, but there is no browser at ${executablePath}`)
  return chromium.launch({ executablePath, args, timeout: 20_000 })
}
