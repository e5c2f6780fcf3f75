import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pipeline } from 'node:stream'
import { dedupe, type Store } from '@signalr-events/dedupe'
import {
  createWebhook,
  type Handlers,
  sharedKey,
  signalrEvents,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/express'
import type { Hub } from '@signalr-events/management'
import type { Presence } from '@signalr-events/presence'
import express, { type Express, type Request } from 'express'
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
  readonly handlers?: Handlers<Request> | undefined
  /**
   * The key that Event Grid must send as `?key=…`, or several, separated by commas: the new one and the old one while you
   * rotate them. Without one, anyone can deliver events.
   */
  readonly key?: string | undefined
  /** Azure resource ids of your SignalR Services. Without them, events of any are handled. */
  readonly sources?: readonly string[] | undefined
  readonly onError?: WebhookOptions<Request>['onError']
  /** The hub of the chat. Without it there is no chat. */
  readonly chat?: Pick<Hub, 'negotiate' | 'sendToAll'> | undefined
  /** Returns the signed-in user of a request. Without it nobody is signed in. */
  readonly userOf?: ((header: ReadHeader) => string | undefined) | undefined
}

/** Creates the app and its webhook. Close the webhook before the server. */
export function createApp(options: AppOptions): { app: Express; webhook: Webhook<Request> } {
  const { presence, store, handlers = {}, key, sources, onError, chat, userOf = () => undefined } = options
  const webhook = createWebhook<Request>(handlers, {
    path: '/events',
    authorize: key === undefined ? undefined : sharedKey(key.split(',')),
    sources,
    // Presence gets every delivery of an event; handlers get each event once.
    use: [presence.middleware, dedupe({ store })],
    onError,
  })

  const app = express()
  const viewerOf = (req: Request) => userOf((name) => req.get(name))
  // Before everything else, since it needs the unread body. Requests to other paths pass through.
  app.use(signalrEvents(webhook))
  // Returns the URL and the token with which a client connects as its user.
  app.post('/chat/negotiate', async (req, res) => {
    const userId = viewerOf(req)
    if (chat === undefined || userId === undefined) return void res.sendStatus(chat ? 401 : 404)
    res.json(await chat.negotiate({ userId }))
  })
  // Clients cannot call each other through the service, so the app sends the message, with the user who is signed in.
  app.post('/chat/messages', async (req, res) => {
    const userId = viewerOf(req)
    if (chat === undefined || userId === undefined) return void res.sendStatus(chat ? 401 : 404)
    const text = await readText(req, MAX_MESSAGE)
    if (text === undefined) return void res.sendStatus(413)
    await chat.sendToAll('message', [userId, text])
    res.sendStatus(202)
  })
  app.get('/online', async (req, res) => {
    res.json(await readOnline(presence, viewerOf(req)))
  })
  app.get('/online/events', (req, res) => {
    res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    // HEAD has no body, which a stream would hold open.
    if (req.method === 'HEAD') return void res.end()
    // If one of them closes, the other does too.
    pipeline(streamOnline(presence, viewerOf(req), req.get('last-event-id')), res, () => {})
  })
  app.get('/me', (req, res) => {
    res.json({ user: viewerOf(req), canChooseName, canChat: chat !== undefined })
  })
  // Fails as soon as the server begins to stop, so that a load balancer sends deliveries elsewhere.
  app.get('/ready', (_req, res) => {
    res.sendStatus(webhook.closing ? 503 : 200)
  })
  app.get('/signalr.js', (_req, res) => {
    res.type('js').send(client)
  })
  app.get('/', (_req, res) => {
    res.type('html').send(page)
  })
  return { app, webhook }
}
