import type { Browser, Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { describeBrowser } from '../../../test/support/browser.js'
import { startDev } from './support/dev.js'
import { startEndpoint } from './support/endpoint.js'
import { startWebhook } from './support/webhook.js'

// The page of `signalr-events dev` in a real browser.

describeBrowser('the page of dev in a browser', (browser) => {
  /** Opens the page, and waits until both of its clients are connected. */
  async function open(options: Parameters<Browser['newPage']>[0] = {}) {
    const { url, handled } = await startWebhook()
    const dev = await startDev(url)
    const page = await browser().newPage(options)
    onTestFinished(() => page.close())
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => problems.push(message.text()))
    await page.goto(dev.page ?? expect.fail('there is no page'))
    for (const user of ['ada', 'bob']) await hasState(page, user, 'Connected')
    return { page, dev, handled, problems }
  }

  const client = (page: Page, user: string) => page.getByRole('article', { name: `Client ${user}` })
  const hasState = (page: Page, user: string, state: string) =>
    client(page, user).getByRole('status').getByText(state).waitFor({ timeout: 15_000 })
  const connections = (page: Page) => page.getByRole('listitem').filter({ has: page.getByText('Misreport') })
  // The random id of a connection may contain any name, so a name is compared whole.
  const connectionsOf = (page: Page, user: string) =>
    connections(page).filter({ has: page.getByText(user, { exact: true }) })
  const delivered = (page: Page, event: string) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('cell', { name: event, exact: true }) })
      .filter({ hasText: '200 in' })
      .first()
      .waitFor()

  it('two clients chat, and the webhook gets their events', async () => {
    const { page, handled, problems, dev } = await open()
    await delivered(page, 'connected ada')
    await delivered(page, 'connected bob')
    expect(await connections(page).count()).toBe(2)
    expect(await page.getByLabel('Connection string').inputValue()).toBe(dev.connectionString)

    const message = '<img src=x onerror=alert(1)> hällo'
    await client(page, 'ada').getByLabel('Message').fill(message)
    await client(page, 'ada').getByRole('button', { name: 'Send' }).click()
    for (const user of ['ada', 'bob'])
      await client(page, user).getByRole('log').getByText(`ada: ${message}`, { exact: true }).waitFor()

    await client(page, 'bob').getByRole('button', { name: 'Disconnect' }).click()
    await hasState(page, 'bob', 'Disconnected')
    await delivered(page, 'disconnected bob')
    await expect.poll(() => connections(page).count()).toBe(1)
    expect(handled.map(({ event }) => `${event.type} ${event.userId}`).sort()).toEqual([
      ...['connected ada', 'connected bob', 'disconnected bob'],
    ])
    expect(problems).toEqual([])
  })

  it.each(['ServerSentEvents', 'LongPolling'])('a client takes %s and another name', async (transport) => {
    const { page } = await open()
    const panel = client(page, 'bob')
    await panel.getByRole('button', { name: 'Disconnect' }).click()
    await hasState(page, 'bob', 'Disconnected')
    await panel.getByLabel('User').fill('eve')
    await panel.getByLabel('Transport').selectOption(transport)
    await panel.getByRole('button', { name: 'Connect' }).click()
    await connectionsOf(page, 'eve').filter({ hasText: transport }).waitFor()
  })

  it('a dropped client reconnects, with the keyboard alone', async () => {
    const { page, dev } = await open()
    const drop = connectionsOf(page, 'ada').getByRole('button', { name: 'Drop', exact: true })
    await page.getByLabel('Connection string').focus()
    const reached = async () => drop.evaluate((button) => button === document.activeElement)
    for (let i = 0; i < 40 && !(await reached()); i++) await page.keyboard.press('Tab')
    expect(await reached()).toBe(true)
    await page.keyboard.press('Enter')
    await dev.waitFor({ type: 'gone', userId: 'ada', reason: 'dropped' })
    await delivered(page, 'disconnected ada')
    await hasState(page, 'ada', 'Connected')
    await expect.poll(() => connections(page).count()).toBe(2)
  })

  it('a frozen connection thaws, and its button keeps the focus', async () => {
    const { page, dev } = await open()
    const ada = connectionsOf(page, 'ada')
    await ada.getByRole('button', { name: 'Freeze' }).click()
    await dev.waitFor({ type: 'action', action: 'freeze' })
    const thaw = ada.getByRole('button', { name: 'Thaw' })
    await thaw.waitFor()
    expect(await thaw.evaluate((button) => button === document.activeElement)).toBe(true)
    await thaw.click()
    await dev.waitFor({ type: 'action', action: 'thaw', connections: 1 })
  })

  it('stays while the service restarts, and its clients reconnect', async () => {
    const { page, dev } = await open()
    await page.getByRole('button', { name: 'Restart the service' }).click()
    await dev.waitFor({ type: 'gone', reason: 'service-stopped' })
    await expect.poll(() => dev.activities.filter(({ type }) => type === 'open').length).toBe(4)
    for (const user of ['ada', 'bob']) await hasState(page, user, 'Connected')
  })

  it('another origin controls nothing', async () => {
    const { dev } = await open()
    const { url } = await startEndpoint(() => ({ status: 200, headers: { 'content-type': 'text/html' } }))
    const page = await browser().newPage()
    onTestFinished(() => page.close())
    await page.goto(url)
    const outcomes = await page.evaluate(async (target) => {
      const json = { 'content-type': 'application/json' }
      const body = '{"action":"drop"}'
      const read = (path: string, init: RequestInit) =>
        fetch(`${target}${path}`, init).then(
          ({ status, type }) => `${type} ${status}`,
          () => 'failed',
        )
      return [
        await read('local/action', { method: 'POST', headers: json, body }),
        await read('local/action', { method: 'POST', mode: 'no-cors', body }),
        await read('local/negotiate?user=eve', { method: 'POST' }),
        await read('local/events', {}),
      ]
    }, dev.page ?? '')
    expect(outcomes).toEqual(['failed', 'opaque 0', 'failed', 'failed'])
    expect(dev.activities.filter(({ type }) => type === 'action' || type === 'gone')).toEqual([])
  })

  it.each(['light', 'dark'] as const)('fits 390 and 1280 pixels: %s', async (colorScheme) => {
    const { page, problems } = await open({ colorScheme })
    await delivered(page, 'connected bob')
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect([width, overflow, await page.evaluate(findOverlaps)]).toEqual([width, 0, []])
      const directory = process.env['SCREENSHOTS']
      if (directory !== undefined)
        await page.screenshot({ path: `${directory}/dev-${colorScheme}-${width}.png`, fullPage: true })
    }
    expect(problems).toEqual([])
  })
})

/** The controls that overlap. */
function findOverlaps(): string[] {
  const controls = [...document.querySelectorAll('input, select, button')]
  return controls.flatMap((one, i) =>
    controls.slice(i + 1).flatMap((other) => {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()]
      const overlap = a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
      return overlap ? [`${one.outerHTML} ${other.outerHTML}`] : []
    }),
  )
}
