import { readFileSync } from 'node:fs'
import { dedupe, type Store } from '@signalr-events/dedupe'
import {
  createWebhook,
  sharedKey,
  signalrEvents,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/express'
import type { Hub } from '@signalr-events/management'
import express, { type Express, type Request } from 'express'
import type { ReadHeader } from './login.js'
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
  /** The hub that clients connect to, and who they are. Without it there is no `POST /chat/negotiate`. */
  readonly chat?: Pick<Hub, 'negotiate'> | undefined
  readonly userOf?: ((header: ReadHeader) => string | undefined) | undefined
}

/** Makes the app, and the webhook in it, which is to be closed before the server. */
export function createApp({ online, store, key, sources, onError, chat, userOf }: AppOptions): {
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
  // Says a client where to connect, and as which user.
  app.post('/chat/negotiate', async (req, res, next) => {
    const userId = userOf?.((name) => req.get(name))
    if (chat === undefined || userId === undefined) return void res.sendStatus(chat ? 401 : 404)
    await chat.negotiate({ userId }).then((answer) => res.json(answer), next)
  })
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
