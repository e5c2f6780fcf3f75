import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { SignalRService } from '@signalr-events/emulator'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { describeBrowser } from '../../../test/support/browser.js'
import { startServer } from '../../../test/support/servers.js'
import { combinations } from './support/clients.js'
import { expectEvents, start } from './support/service.js'

// A page of another origin in a real browser, with Microsoft's own bundles.

const { resolve } = createRequire(import.meta.url)
const bundle = (name: string, file: string) =>
  readFileSync(resolve(`${name}/package.json`).replace('package.json', `dist/browser/${file}`))
const files: Readonly<Record<string, readonly [string, Buffer]>> = {
  '/': ['text/html', readFileSync(new URL('support/page.html', import.meta.url))],
  '/signalr.min.js': ['text/javascript', bundle('@microsoft/signalr', 'signalr.min.js')],
  '/signalr-protocol-msgpack.min.js': [
    'text/javascript',
    bundle('@microsoft/signalr-protocol-msgpack', 'signalr-protocol-msgpack.min.js'),
  ],
}

describeBrowser('a page in a browser', (browser) => {
  /** A page of an application, which negotiates there. */
  async function open(service: SignalRService, query: string, token = (good: string) => good) {
    const url = await startApp(async () => {
      const { url, accessToken } = await service.negotiate({ hub: 'chat', userId: 'ada' })
      return { url, accessToken: token(accessToken) }
    })
    const page = await browser().newPage()
    onTestFinished(() => page.close())
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => problems.push(message.text()))
    await page.goto(`${url}/?${query}`)
    return { page, problems }
  }

  const says = (page: Page, text: string) =>
    page.getByRole('status').getByText(text, { exact: false }).waitFor({ timeout: 10_000 })

  describe.each(combinations)('by %s, %s', (transport, protocol) => {
    const query = `transport=${transport}&protocol=${protocol}`

    it('connects, gets messages, reloads and leaves with its tab', async () => {
      const { service, events, warnings } = await start({ pollGrace: '500ms' })
      const { page, problems } = await open(service, query)
      await says(page, 'connected')
      expect(service.connections()).toMatchObject([{ userId: 'ada', transport, protocol }])
      service.send({ userId: 'ada' }, 'say', 'hällo')
      await says(page, 'got hällo')
      await page.reload()
      await expect.poll(() => events.filter(({ type }) => type === 'connected')).toHaveLength(2)
      await says(page, 'connected')
      await page.close()
      await expect.poll(() => service.connections()).toEqual([])
      expect(events.map(({ type }) => type).sort()).toEqual([
        'connected',
        'connected',
        'disconnected',
        'disconnected',
      ])
      expect([problems, warnings]).toEqual([[], []])
    })

    it('is closed with a reason', async () => {
      const { service, events } = await start()
      const { page } = await open(service, query)
      await says(page, 'connected')
      service.close({}, 'go home')
      await says(page, 'go home')
      await expectEvents(events, 'connected', 'disconnected')
    })
  })

  it('sees why it is refused, not a network error', async () => {
    const { service } = await start()
    const { page } = await open(service, 'transport=WebSockets', (token) => `${token}x`)
    await says(page, "Status code '401'")
  })
})

async function startApp(negotiate: () => Promise<object>): Promise<string> {
  return startServer(async (request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname
    if (path === '/chat/negotiate') return response.end(JSON.stringify(await negotiate()))
    const [type, body] = files[path] ?? ['text/plain', '']
    return response.setHeader('content-type', type).end(body)
  })
}
