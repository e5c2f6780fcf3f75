import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { dedupe, type Store } from '@signalr-events/dedupe'
import {
  createWebhook,
  type Handlers,
  sharedKey,
  signalrEvents,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/hono'
import type { Hub } from '@signalr-events/management'
import type { Presence } from '@signalr-events/presence'
import { type Context, Hono } from 'hono'
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
export function createApp(options: AppOptions): { app: Hono; webhook: Webhook<Context> } {
  const { presence, store, handlers = {}, key, sources, onError, chat, userOf = () => undefined } = options
  const webhook = createWebhook<Context>(handlers, {
    path: '/events',
    authorize: key === undefined ? undefined : sharedKey(key.split(',')),
    sources,
    // Presence gets every delivery of an event; handlers get each event once.
    use: [presence.middleware, dedupe({ store })],
    onError,
  })

  const app = new Hono()
  const viewerOf = (c: Context) => userOf((name) => c.req.header(name))
  // Before everything else, since it needs the unread body. Requests to other paths pass through.
  app.use(signalrEvents(webhook))
  // Returns the URL and the token with which a client connects as its user.
  app.post('/chat/negotiate', async (c) => {
    const userId = viewerOf(c)
    if (chat === undefined || userId === undefined) return c.body(null, chat ? 401 : 404)
    return c.json(await chat.negotiate({ userId }))
  })
  // Clients cannot call each other through the service, so the app sends the message, with the user who is signed in.
  app.post('/chat/messages', async (c) => {
    const userId = viewerOf(c)
    if (chat === undefined || userId === undefined) return c.body(null, chat ? 401 : 404)
    const text = await readText(c.req.raw.body ?? Readable.from([]), MAX_MESSAGE)
    if (text === undefined) return c.body(null, 413)
    await chat.sendToAll('message', [userId, text])
    return c.body(null, 202)
  })
  app.get('/online', async (c) => c.json(await readOnline(presence, viewerOf(c))))
  app.get('/online/events', (c) => {
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
    // Hono drops the body of HEAD without closing it.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers)
    const stream = streamOnline(presence, viewerOf(c), c.req.header('last-event-id'))
    return c.body(Readable.toWeb(stream) as never, 200, headers)
  })
  app.get('/me', (c) => c.json({ user: viewerOf(c), canChooseName, canChat: chat !== undefined }))
  // Fails as soon as the server begins to stop, so that a load balancer sends deliveries elsewhere.
  app.get('/ready', (c) => c.body(null, webhook.closing ? 503 : 200))
  app.get('/signalr.js', (c) => c.body(client, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  app.get('/', (c) => c.html(page))
  return { app, webhook }
}
