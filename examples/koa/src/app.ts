import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dedupe, type Store } from '@signalr-events/dedupe'
import {
  createWebhook,
  type Handlers,
  sharedKey,
  signalrEvents,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/koa'
import type { Hub } from '@signalr-events/management'
import type { Presence } from '@signalr-events/presence'
import Koa, { type Context } from 'koa'
import { canChooseName, type ReadHeader } from './login.js'
import { readOnline, streamOnline } from './online.js'
import { readText } from './read-text.js'

const page = readFileSync(new URL('../public/index.html', import.meta.url), 'utf8')
const client = readFileSync(
  createRequire(import.meta.url).resolve('@microsoft/signalr/dist/browser/signalr.min.js'),
)
/** The longest message of the chat, in bytes. */
const MAX_MESSAGE = 4_096

export interface AppOptions {
  readonly presence: Presence
  /** Remembers which events were handled, so that each is handled once. */
  readonly store: Store
  /** What your app does when a client connects or disconnects. Who is online is known without it. */
  readonly handlers?: Handlers<Context> | undefined
  /** The key that Event Grid must bring along as `?key=…`. Without one, everybody may deliver. */
  readonly key?: string | undefined
  /** Azure resource ids of your SignalR Services. Without them, events of any are handled. */
  readonly sources?: readonly string[] | undefined
  readonly onError?: WebhookOptions<Context>['onError']
  /** The hub of the chat. Without it there is no chat. */
  readonly chat?: Pick<Hub, 'negotiate' | 'sendToAll'> | undefined
  /** Who a request is from. Without it nobody is signed in. */
  readonly userOf?: ((header: ReadHeader) => string | undefined) | undefined
}

/** Makes the app, and the webhook in it, which is to be closed before the server. */
export function createApp(options: AppOptions): { app: Koa; webhook: Webhook<Context> } {
  const { presence, store, handlers = {}, key, sources, onError, chat, userOf = () => undefined } = options
  const webhook = createWebhook<Context>(handlers, {
    path: '/events',
    authorize: key === undefined ? undefined : sharedKey(key),
    sources,
    // Presence takes every repetition; handlers get each event once.
    use: [presence.middleware, dedupe({ store })],
    onError,
  })

  const app = new Koa()
  const viewerOf = (ctx: Context) => userOf((name) => ctx.get(name) || undefined)
  // First of all: it needs the body as it came. Requests to other paths pass through.
  app.use(signalrEvents(webhook))
  app.use(async (ctx, next) => {
    if (chat === undefined || ctx.method !== 'POST') return next()
    const userId = viewerOf(ctx)
    // Says a client where to connect, and as which user.
    if (ctx.path === '/chat/negotiate') {
      if (userId === undefined) ctx.status = 401
      else ctx.body = await chat.negotiate({ userId })
    }
    // The service calls no method of a client for another one, so the app does. Names are not broadcast.
    if (ctx.path === '/chat/messages') {
      ctx.status = 401
      if (userId === undefined) return
      const text = await readText(ctx.req, MAX_MESSAGE)
      if (text !== undefined) await chat.sendToAll('message', [text])
      ctx.status = text === undefined ? 413 : 202
    }
  })
  app.use(async (ctx) => {
    if (ctx.method !== 'GET') return
    if (ctx.path === '/online') ctx.body = await readOnline(presence, viewerOf(ctx))
    if (ctx.path === '/online/events') {
      ctx.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      ctx.body = streamOnline(presence, viewerOf(ctx), ctx.get('last-event-id'))
    }
    if (ctx.path === '/me') ctx.body = { user: viewerOf(ctx), canChooseName, canChat: chat !== undefined }
    // Says no as soon as the server begins to stop, so that a load balancer sends deliveries elsewhere.
    if (ctx.path === '/ready') ctx.status = webhook.closing ? 503 : 200
    if (ctx.path === '/signalr.js') {
      ctx.type = 'js'
      ctx.body = client
    }
    if (ctx.path === '/') {
      ctx.type = 'html'
      ctx.body = page
    }
  })
  return { app, webhook }
}
