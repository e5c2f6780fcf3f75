import { createWebhook } from '@signalr-events/core'
import { startSignalRService } from '@signalr-events/emulator'
import { createServiceClient } from '@signalr-events/management'
import { createPresence } from '@signalr-events/presence'
import { cloudEvents, createClient, eventGrid } from '@signalr-events/testing'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { describeBrowser } from '../../test/support/browser.js'
import { startApp } from './app.js'
import { type Example, examples, startExample } from './example.js'

describeBrowser('the page in a browser', (browser) => {
  it.each(examples)('of the %s example updates itself', async (name) => {
    const example = await startExample(name)
    const page = await browser().newPage()
    try {
      await watchPage(page, example)
    } finally {
      await page.close()
      await example.stop()
    }
  })

  // The page is the same in all examples.
  it('keeps a message that could not be sent', async () => {
    const service = await startSignalRService()
    onTestFinished(() => service.stop())
    const { negotiate } = createServiceClient(service.connectionString).hub('chat')
    const chat = { negotiate, sendToAll: () => Promise.reject(new Error('away')) }
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const { url } = await startApp('express', { chat })
    const context = await browser().newContext()
    onTestFinished(() => context.close())
    await context.addCookies([{ name: 'name', value: 'ada', url }])
    const page = await context.newPage()
    await page.goto(url)
    await page.getByText('You are ada.').waitFor()
    await page.getByLabel('Message').fill('hello')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('The message was not sent. Try again.').waitFor()
    expect(await page.getByLabel('Message').inputValue()).toBe('hello')
  })

  it('shows who is online, who comes and goes, and who wrote each message', async () => {
    const service = await startSignalRService()
    onTestFinished(() => service.stop())
    const presence = createPresence({ grace: 0 })
    const chat = createServiceClient(service.connectionString).hub('chat')
    const { url } = await startApp('express', { presence, chat })
    const events = createClient(createWebhook({}, { use: [presence.middleware] }))
    const join = async (name: string) => {
      const context = await browser().newContext()
      onTestFinished(() => context.close())
      await context.addCookies([{ name: 'name', value: name, url }])
      const page = await context.newPage()
      page.setDefaultTimeout(10_000)
      await page.goto(url)
      await page.getByText(`You are ${name}.`).waitFor()
      return page
    }
    const [ada, ben] = [await join('ada'), await join('ben')]
    const online = ada.getByRole('list', { name: 'Users online' })
    const changes = ada.getByRole('list', { name: 'Coming and going' })
    await events.send(eventGrid.connected({ hubName: 'chat', connectionId: 'c1', userId: 'ada' }))
    await online.getByText('ada').waitFor()
    await events.send(eventGrid.connected({ hubName: 'chat', connectionId: 'c2', userId: 'ben' }))
    await online.getByText('ben').waitFor()
    await changes.getByText('ben came').waitFor()
    await events.send(eventGrid.disconnected({ hubName: 'chat', connectionId: 'c2', userId: 'ben' }))
    await changes.getByText('ben left').waitFor()
    expect(await online.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^ada · chat · /),
    ])

    await ben.getByLabel('Message').fill('<b>hello</b>')
    await ben.getByRole('button', { name: 'Send' }).click()
    await ada.getByRole('list', { name: 'Chat' }).getByText('ben <b>hello</b>').waitFor()
  }, 30_000)
})

async function watchPage(page: Page, example: Example): Promise<void> {
  page.setDefaultTimeout(8_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => problems.push(message.text()))
  let loads = 0
  page.on('load', () => loads++)

  const userId = '<img src=x onerror=alert(1)>'
  const ada = { hubName: 'chat', connectionId: 'c1', userId }
  await page.goto(example.url)
  await showsText(page, 'Nobody is online.')
  await page.getByLabel('Your name').fill('viewer')
  await page.getByRole('button', { name: 'Join' }).press('Enter')
  await page.getByLabel('Your name').waitFor({ state: 'hidden' })

  await example.send(eventGrid.connected(ada))
  await showsText(page, '1 user with 1 connection online.')
  await page.getByRole('row', { name: 'chat 1 1' }).waitFor()
  await page.getByRole('list', { name: 'Users online' }).getByText(userId).waitFor()

  await example.send(cloudEvents.connected({ hubName: 'game', userId: null }))
  await showsText(page, '1 user with 2 connections online.')
  await page.getByRole('row', { name: 'game 0 1' }).waitFor()
  await page.getByText('Connections: 2 now, 2 at most.').waitFor()

  await example.send(eventGrid.disconnected(ada))
  await showsText(page, '1 user with 1 connection online.')
  await page.getByText('Connections: 1 now, 2 at most.').waitFor()
  // One load, and one after the name was chosen.
  expect({ loads, problems }).toEqual({ loads: 2, problems: [] })
}

/** Waits until the page shows a text, without reloading it. */
async function showsText(page: Page, text: string): Promise<void> {
  await page.getByRole('status').getByText(text, { exact: true }).waitFor({ timeout: 10_000 })
}
