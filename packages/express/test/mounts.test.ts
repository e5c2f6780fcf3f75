import { signalrEvents, type WebhookOptions } from '@signalr-events/express'
import { eventGrid } from '@signalr-events/testing'
import express from 'express'
import express4 from 'express4'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../test/support/conformance.js'

// `path` is the whole path, wherever the webhook is mounted.

const toEvents = (options: WebhookOptions) => signalrEvents({}, { onError() {}, ...options })

describe.each(Object.entries({ 'Express 5': express, 'Express 4': express4 }))('%s', (_, framework) => {
  const mounts = {
    'app.use of a path': (options: WebhookOptions) => framework().use('/hooks', toEvents(options)),
    'a router': (options: WebhookOptions) =>
      framework().use('/hooks', framework.Router().use(toEvents(options))),
    'an app in an app': (options: WebhookOptions) =>
      framework().use('/hooks', framework().use(toEvents(options))),
  }

  it.each(Object.entries(mounts))('under %s, `path` is the whole path', async (_name, mount) => {
    const statuses = []
    for (const path of ['/hooks/events', '/events']) {
      const { url, close } = await serve(mount({ path }))
      onTestFinished(close)
      const { headers, body = null } = eventGrid.connected()
      statuses.push((await fetch(`${url}/hooks/events`, { method: 'POST', headers, body })).status)
    }
    expect(statuses).toEqual([200, 404])
  })
})
