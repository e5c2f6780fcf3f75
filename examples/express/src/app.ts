import { readFileSync } from 'node:fs'
import { dedupe, type Store } from '@signalr-events/dedupe'
import {
  createWebhook,
  sharedKey,
  signalrEvents,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/express'
import express, { type Express, type Request } from 'express'
import type { Online } from './online.js'

const page = readFileSync(new URL('../public/index.html', import.meta.url), 'utf8')

export interface AppOptions {
  readonly online: Online
  /** Remembers which events were handled, so that each is handled once. */
  readonly store: Store
  /** The key that Event Grid must bring along as `?key=…`. Without one, everybody may deliver. */
  readonly key?: string | undefined
  /** Azure resource ids of your SignalR Services. Without them, events of any are handled. */
  readonly sources?: readonly string[] | undefined
  readonly onError?: WebhookOptions<Request>['onError']
}

/** Makes the app, and the webhook in it, which is to be closed before the server. */
export function createApp({ online, store, key, sources, onError }: AppOptions): {
  app: Express
  webhook: Webhook<Request>
} {
  const webhook = createWebhook<Request>(
    {
      connected: (event) => online.add(event),
      disconnected: (event) => online.remove(event),
    },
    {
      path: '/events',
      authorize: key === undefined ? undefined : sharedKey(key),
      sources,
      use: [dedupe({ store })],
      onError,
    },
  )

  const app = express()
  // First of all: it needs the body as it came. Requests to other paths pass through.
  app.use(signalrEvents(webhook))
  app.get('/online', (_req, res) => {
    res.json(online.list())
  })
  // Says no as soon as the server begins to stop, so that a load balancer sends deliveries elsewhere.
  app.get('/ready', (_req, res) => {
    res.sendStatus(webhook.closing ? 503 : 200)
  })
  app.get('/', (_req, res) => {
    res.type('html').send(page)
  })
  return { app, webhook }
}
