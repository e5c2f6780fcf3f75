// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startSignalRService } from '@signalr-events/emulator'
import { startEventGrid } from '@signalr-events/simulator'
import { chromium } from 'playwright-core'
import { root } from '../shared/packages.mjs'
import { findFreePort } from '../shared/port.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** A SignalR Service with the name that its endpoint says. */
const source =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.SignalRService/SignalR/localhost'
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/**
 * Writes a picture of the page of an example: two users chat, and a third has left.
 *
 * @param {string} file a PNG
 */
export async function photographPage(file) {
  const app = await startApp()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const [ada, grace, ben] = [await open(browser), await open(browser), await open(browser)]
    await enter(ada, app.url, 'ada')
    await enter(ben, app.url, 'ben')
    await enter(grace, app.url, 'grace')
    await ben.context().close()
    await say(grace, 'Is ben still here?')
    await ada.getByText('ben left').waitFor({ timeout: 120_000 })
    await say(ada, 'No, the disconnected event has arrived.')
    await ada.getByText('No, the disconnected event').waitFor()
    await ada.getByText('2 users with 2 connections online.').waitFor()
    await ada.screenshot({ path: file })
  } finally {
    await browser.close()
    await app.stop()
  }
}

/** An example with a local SignalR Service, whose events are delivered as Event Grid does. */
async function startApp() {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  /** @type {import('@signalr-events/simulator').EventGrid | undefined} */
  let grid
  const service = await startSignalRService({
    port: 0,
    eventGrid: { publish: (event) => grid?.publish(event) },
  })
  const child = spawn(process.execPath, [join(root, 'examples/express/dist/server.js')], {
    env: {
      ...process.env,
      ...{ HOST: '127.0.0.1', PORT: String(port), EVENTS_KEY: 'secret', CHOOSE_NAME: '1' },
      AzureSignalRConnectionString: service.connectionString,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(createInterface(child.stdout), 'line')
  const subscriptions = [{ endpoint: `${url}/events?key=secret`, deadLetter: true }]
  grid = await startEventGrid({ source, subscriptions })
  return {
    url,
    async stop() {
      await service.stop()
      await grid?.stop()
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** A window of a user. @param {import('playwright-core').Browser} browser */
async function open(browser) {
  const context = await browser.newContext({
    viewport: { width: 960, height: 680 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
  })
  return context.newPage()
}

/** @type {(page: Page, url: string, name: string) => Promise<void>} */
async function enter(page, url, name) {
  await page.goto(url)
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByText(`You are ${name}.`).waitFor()
}

/** @type {(page: Page, text: string) => Promise<void>} */
async function say(page, text) {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}
