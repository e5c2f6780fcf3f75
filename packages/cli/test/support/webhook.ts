import {
  type ConnectionEvent,
  type Delivery,
  signalrEvents,
  type WebhookOptions,
} from '@signalr-events/express'
import express from 'express'
import { onTestFinished } from 'vitest'
import { serve } from '../../../../test/support/conformance.js'

/** A handled event and its delivery. */
export interface Handled {
  readonly event: ConnectionEvent
  readonly delivery: Delivery
}

/** Starts a webhook in Express that ends with the test, and records what its handlers receive. */
export async function startWebhook(options: WebhookOptions = {}) {
  const handled: Handled[] = []
  const handle = (event: ConnectionEvent, { delivery }: { delivery: Delivery }) =>
    void handled.push({ event, delivery })
  const events = signalrEvents({ connected: handle, disconnected: handle }, { onError() {}, ...options })
  const { url, close } = await serve(express().use(events))
  onTestFinished(close)
  return { url, handled }
}
