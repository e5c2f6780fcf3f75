import Router from '@koa/router'
import { signalrEvents, type WebhookOptions } from '@signalr-events/koa'
import { eventGrid } from '@signalr-events/testing'
import Koa, { type Middleware } from 'koa'
import koaMount from 'koa-mount'
import Koa2 from 'koa2'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../test/support/conformance.js'

// `path` is the whole path, wherever the webhook is mounted.

const toEvents = (options: WebhookOptions) => signalrEvents({}, { onError() {}, ...options })

describe.each(Object.entries({ 'Koa 3': Koa, 'Koa 2': Koa2 }))('%s', (_, Framework) => {
  const mounts = {
    'koa-mount': (options: WebhookOptions) => koaMount('/hooks', toEvents(options)),
    'koa-mount of an app': (options: WebhookOptions) =>
      koaMount('/hooks', new Framework().use(toEvents(options))),
    'a router': (options: WebhookOptions) =>
      new Router({ prefix: '/hooks' }).all('/{*path}', toEvents(options)).routes() as unknown as Middleware,
  }

  it.each(Object.entries(mounts))('under %s, `path` is the whole path', async (_name, mount) => {
    const statuses = []
    for (const path of ['/hooks/events', '/events']) {
      const { url, close } = await serve(new Framework().use(mount({ path })).callback())
      onTestFinished(close)
      const { headers, body = null } = eventGrid.connected()
      statuses.push((await fetch(`${url}/hooks/events`, { method: 'POST', headers, body })).status)
    }
    expect(statuses).toEqual([200, 404])
  })
})
