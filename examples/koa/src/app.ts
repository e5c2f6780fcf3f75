import { readFileSync } from 'node:fs'
import { dedupe, type Store } from '@signalr-events/dedupe'
import {
  createWebhook,
  sharedKey,
  signalrEvents,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/koa'
import type { Hub } from '@signalr-events/management'
import Koa, { type Context } from 'koa'
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
  readonly onError?: WebhookOptions<Context>['onError']
  /** The hub that clients connect to, and who they are. Without it there is no `POST /chat/negotiate`. */
  readonly chat?: Pick<Hub, 'negotiate'> | undefined
  readonly userOf?: ((header: ReadHeader) => string | undefined) | undefined
}

/** Makes the app, and the webhook in it, which is to be closed before the server. */
export function createApp({ online, store, key, sources, onError, chat, userOf }: AppOptions): {
  app: Koa
  webhook: Webhook<Context>
} {
  const webhook = createWebhook<Context>(
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

  const app = new Koa()
  // First of all: it needs the body as it came. Requests to other paths pass through.
  app.use(signalrEvents(webhook))
  // Says a client where to connect, and as which user.
  app.use(async (ctx, next) => {
    if (chat === undefined || ctx.method !== 'POST' || ctx.path !== '/chat/negotiate') return next()
    const userId = userOf?.((name) => ctx.get(name) || undefined)
    if (userId === undefined) ctx.status = 401
    else ctx.body = await chat.negotiate({ userId })
  })
  app.use((ctx) => {
    if (ctx.method !== 'GET') return
    if (ctx.path === '/online') ctx.body = online.list()
    // Says no as soon as the server begins to stop, so that a load balancer sends deliveries elsewhere.
    if (ctx.path === '/ready') ctx.status = webhook.closing ? 503 : 200
    if (ctx.path === '/') {
      ctx.type = 'html'
      ctx.body = page
    }
  })
  return { app, webhook }
}
