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
  page.setDefaultTimeout(8_000)
  const wrongs: string[] = []
  page.on('pageerror', (error) => wrongs.push(error.message))
  page.on('console', (message) => wrongs.push(message.text()))
  let loads = 0
  page.on('load', () => loads++)

  const userId = '<img src=x onerror=alert(1)>'
  const ada = { hubName: 'chat', connectionId: 'c1', userId }
  await page.goto(example.url)
  await says(page, 'Nobody is online.')
  await page.getByLabel('Your name').fill('viewer')
  await page.getByRole('button', { name: 'Join' }).press('Enter')
  await page.getByLabel('Your name').waitFor({ state: 'hidden' })

  await example.send(eventGrid.connected(ada))
  await says(page, '1 user with 1 connection online.')
  await page.getByRole('row', { name: 'chat 1 1' }).waitFor()
  await page.getByRole('list', { name: 'Coming and going' }).getByText(userId).waitFor()

  await example.send(cloudEvents.connected({ hubName: 'game', userId: null }))
  await says(page, '1 user with 2 connections online.')
  await page.getByRole('row', { name: 'game 0 1' }).waitFor()
  await page.getByText('Connections: 2 now, 2 at most.').waitFor()

  await example.send(eventGrid.disconnected(ada))
  await says(page, '1 user with 1 connection online.')
  await page.getByText('Connections: 1 now, 2 at most.').waitFor()
  // One load, and one after the name was chosen.
  expect({ loads, wrongs }).toEqual({ loads: 2, wrongs: [] })
}

/** Waits until the page says so, and reloads nothing. */
async function says(page: Page, text: string): Promise<void> {
  await page.getByRole('status').getByText(text, { exact: true }).waitFor({ timeout: 10_000 })
}
