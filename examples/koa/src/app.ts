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
  /** What your app does when a client connects or disconnects. The list of online users works without it. */
  readonly handlers?: Handlers<Context> | undefined
  /**
   * The key that Event Grid must send as `?key=…`, or several, separated by commas: the new one and the old one while you
   * rotate them. Without one, anyone can deliver events.
   */
  readonly key?: string | undefined
  /** Azure resource ids of your SignalR Services. Without them, events of any are handled. */
  readonly sources?: readonly string[] | undefined
  readonly onError?: WebhookOptions<Context>['onError']
  /** The hub of the chat. Without it there is no chat. */
  readonly chat?: Pick<Hub, 'negotiate' | 'sendToAll'> | undefined
  /** Returns the signed-in user of a request. Without it nobody is signed in. */
  readonly userOf?: ((header: ReadHeader) => string | undefined) | undefined
}

/** Creates the app and its webhook. Close the webhook before the server. */
export function createApp(options: AppOptions): { app: Koa; webhook: Webhook<Context> } {
  const { presence, store, handlers = {}, key, sources, onError, chat, userOf = () => undefined } = options
  const webhook = createWebhook<Context>(handlers, {
    path: '/events',
    authorize: key === undefined ? undefined : sharedKey(key.split(',')),
    sources,
    // Presence gets every delivery of an event; handlers get each event once.
    use: [presence.middleware, dedupe({ store })],
    onError,
  })

  const app = new Koa()
  // Koa logs errors. That a reader leaves is none.
  app.on('error', (error) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') app.onerror(error)
  })
  const viewerOf = (ctx: Context) => userOf((name) => ctx.get(name) || undefined)
  // Before everything else, since it needs the unread body. Requests to other paths pass through.
  app.use(signalrEvents(webhook))
  app.use(async (ctx, next) => {
    if (chat === undefined || ctx.method !== 'POST') return next()
    const userId = viewerOf(ctx)
    // Returns the URL and the token with which a client connects as its user.
    if (ctx.path === '/chat/negotiate') {
      if (userId === undefined) ctx.status = 401
      else ctx.body = await chat.negotiate({ userId })
    }
    // Clients cannot call each other through the service, so the app sends the message, with the user who is signed in.
    if (ctx.path === '/chat/messages') {
      ctx.status = 401
      if (userId === undefined) return
      const text = await readText(ctx.req, MAX_MESSAGE)
      if (text !== undefined) await chat.sendToAll('message', [userId, text])
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
    // Fails as soon as the server begins to stop, so that a load balancer sends deliveries elsewhere.
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
