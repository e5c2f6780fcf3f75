import { existsSync } from 'node:fs'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { type Browser, chromium, type Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Example, examples, startExample } from './example.js'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const missing = !existsSync(executablePath)
const skipped = missing && process.env['CI_REQUIRE_BROWSER'] !== '1'
const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

const reason = skipped ? ` (skipped: there is no browser at ${executablePath}; CHROMIUM may name one)` : ''
if (skipped) console.warn(`the page in a browser${reason}`)

describe.skipIf(skipped)(`the page in a browser${reason}`, () => {
  let browser: Browser
  beforeAll(async () => {
    if (missing) throw new Error(`CI_REQUIRE_BROWSER is set, but there is no browser at ${executablePath}`)
    browser = await chromium.launch({ executablePath, args, timeout: 20_000 })
    return () => browser.close()
  }, 30_000)

  it.each(examples)('of the %s example updates itself', async (name) => {
    const example = await startExample(name)
    const page = await browser.newPage()
    try {
      await watchPage(page, example)
    } finally {
      await page.close()
      await example.stop()
    }
  })
})

async function watchPage(page: Page, example: Example): Promise<void> {
  const wrongs: string[] = []
  page.on('pageerror', (error) => wrongs.push(error.message))
  page.on('console', (message) => wrongs.push(message.text()))
  let loads = 0
  page.on('load', () => loads++)

  const ada = { hubName: 'chat', connectionId: 'c1', userId: '<img src=x onerror=alert(1)>' }
  await page.goto(example.url)
  await says(page, 'No clients are online.')

  await example.send(eventGrid.connected(ada))
  await says(page, '1 client is online.')
  await page.getByRole('table', { name: 'chat' }).getByRole('rowheader', { name: ada.userId }).waitFor()

  await example.send(cloudEvents.connected({ hubName: 'game', userId: null }))
  await says(page, '2 clients are online.')
  await page.getByRole('table', { name: 'game' }).getByRole('rowheader', { name: 'anonymous' }).waitFor()

  await example.send(eventGrid.disconnected(ada))
  await says(page, '1 client is online.')
  expect(await page.getByRole('table').count()).toBe(1)
  expect({ loads, wrongs }).toEqual({ loads: 1, wrongs: [] })
}

/** Waits until the page says so, and reloads nothing. */
async function says(page: Page, text: string): Promise<void> {
  await page.getByRole('status').getByText(text, { exact: true }).waitFor({ timeout: 10_000 })
}
