import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { beforeAll, describe } from 'vitest'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const missing = !existsSync(executablePath)

// Without a browser, tests are skipped, unless CI requires one.
const skipped = missing && process.env['CI_REQUIRE_BROWSER'] !== '1'
const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** Tests with a browser. Without one they are skipped, with the reason in their title. */
export function describeBrowser(title: string, tests: (browser: () => Browser) => void): void {
  const name = skipped
    ? `${title} (skipped: there is no browser at ${executablePath}; CHROMIUM may name one)`
    : title
  describe.skipIf(skipped)(name, () => {
    let browser: Browser
    beforeAll(async () => {
      if (missing) throw new Error(`CI_REQUIRE_BROWSER is set, but there is no browser at ${executablePath}`)
      browser = await chromium.launch({ executablePath, args, timeout: 20_000 })
      return () => browser.close()
    }, 30_000)
    tests(() => browser)
  })
}
