import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents, type WebhookOptions } from '@signalr-events/hono'
import { eventGrid } from '@signalr-events/testing'
import { Hono } from 'hono'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/conformance.js'

// `path` is relative to the Hono app that uses the webhook.

const toInner = (options: WebhookOptions) => new Hono().use(signalrEvents({}, { onError() {}, ...options }))

const mounts = {
  'app.route': (options: WebhookOptions) => new Hono().route('/hooks', toInner(options)),
  'app.basePath': (options: WebhookOptions) =>
    new Hono().basePath('/hooks').use(signalrEvents({}, { onError() {}, ...options })),
  'app.use of a path': (options: WebhookOptions) =>
    new Hono().use('/hooks/*', signalrEvents({}, { onError() {}, ...options })),
  'app.mount': (options: WebhookOptions) => new Hono().mount('/hooks', toInner(options).fetch),
  'app.mount, replaceRequest: false': (options: WebhookOptions) =>
    new Hono().mount('/hooks', toInner(options).fetch, { replaceRequest: false }),
}

it.each([
  ['app.route', '/hooks/events', '/events'],
  ['app.basePath', '/hooks/events', '/events'],
  ['app.use of a path', '/hooks/events', '/events'],
  ['app.mount', '/events', '/hooks/events'],
  ['app.mount, replaceRequest: false', '/hooks/events', '/events'],
] as const)('under %s, `path` is %s', async (name, right, wrong) => {
  const statuses = []
  for (const path of [right, wrong]) {
    const { url, close } = await listen(createAdaptorServer(mounts[name]({ path })) as Server)
    onTestFinished(close)
    const { headers, body = null } = eventGrid.connected()
    statuses.push((await fetch(`${url}/hooks/events`, { method: 'POST', headers, body })).status)
    // The same without a server of Node.
    const request = new Request('http://localhost/hooks/events', { method: 'POST', headers, body })
    statuses.push((await mounts[name]({ path }).fetch(request)).status)
  }
  expect(statuses).toEqual([200, 200, 404, 404])
})
