import { setTimeout as sleep } from 'node:timers/promises'
import { bodyParser } from '@koa/bodyparser'
import { signalrEvents, type WebhookOptions } from '@signalr-events/express'
import { signalrEvents as forNode } from '@signalr-events/node'
import express, { type RequestHandler } from 'express'
import Koa from 'koa'
import { type Animal, animal } from './animal.js'
import { type Handwritten, handwritten, type Loose } from './handwritten.js'
import { ours } from './ours.js'

const delivering = (deliver: NonNullable<Handwritten['deliver']>) => handwritten({ deliver })
const eventgrid = { options: { schema: 'eventgrid' } } as const
const cloudevents = { options: { schema: 'cloudevents' } } as const
const typeOf = (event: Loose) => String(event['eventType'] ?? event['type'])

/** Our webhook, with handlers that take their time. */
function slow(options: WebhookOptions = {}): RequestHandler {
  return signalrEvents({ disconnected: () => sleep(50) }, { onError() {}, ...options })
}

/** Refuses what comes after so many requests. */
function limited(most: number, status: number): RequestHandler {
  let count = 0
  return (_req, res, next) => {
    if (++count > most) res.sendStatus(status)
    else next()
  }
}

/** Refuses what comes while so many requests are in hand. */
function concurrent(most: number): RequestHandler {
  let count = 0
  return (_req, res, next) => {
    count++
    res.once('finish', () => count--)
    if (count > most) res.sendStatus(403)
    else next()
  }
}

/** Servers that lose events. */
export const deliveries: readonly Animal[] = [
  animal(
    '206 for events',
    'DELIVERY_STATUS',
    delivering((_, res) => res.sendStatus(206)),
  ),
  animal(
    '202 for events',
    [],
    delivering((_, res) => res.sendStatus(202)),
  ),
  animal(
    'a content type to the letter',
    'CONTENT_TYPE_EXACT',
    delivering((_, res, req) =>
      res.sendStatus(/^application\/(cloudevents\+)?json$/.test(req.get('content-type') ?? '') ? 200 : 415),
    ),
  ),
  animal(
    'express.json() for CloudEvents',
    'CLOUDEVENTS_NOT_PARSED',
    handwritten({
      type: 'application/json',
      deliver: (events, res) => res.sendStatus(events.every(typeOf) ? 200 : 400),
    }),
    cloudevents,
  ),
  animal(
    'a parser without the type of batches',
    'CLOUDEVENTS_NOT_PARSED',
    handwritten({
      type: ['application/json', 'application/cloudevents+json'],
      deliver: (events, res) => res.sendStatus(events.every(typeOf) ? 200 : 400),
    }),
    cloudevents,
  ),
  animal(
    '@koa/bodyparser for CloudEvents',
    'CLOUDEVENTS_NOT_PARSED',
    new Koa()
      .use(bodyParser())
      .use((ctx) => {
        ctx.set('WebHook-Allowed-Origin', 'eventgrid.azure.net')
        const { body } = ctx.request as { body?: Loose }
        ctx.status = ctx.method === 'OPTIONS' || Object.keys(body ?? {}).length > 0 ? 200 : 400
      })
      .callback(),
    { ...cloudevents, should: [] },
  ),
  animal(
    'an array expected',
    'ARRAY_REQUIRED',
    delivering((_, res, req) => {
      for (const event of req.body) typeOf(event)
      res.end()
    }),
    cloudevents,
  ),
  animal(
    'aeg-output-event-id required',
    'NEEDS_EVENT_ID',
    delivering((_, res, req) => res.sendStatus(req.get('aeg-output-event-id') === undefined ? 400 : 200)),
  ),
  animal(
    'aeg-delivery-count required',
    [],
    delivering((_, res, req) => res.sendStatus(req.get('aeg-delivery-count') === undefined ? 500 : 200)),
    { should: ['NEEDS_HEADERS'] },
  ),
  animal(
    '400 for types that are not known',
    'UNKNOWN_TYPE_REFUSED',
    delivering((events, res) =>
      res.sendStatus(events.every((event) => /(C|Disc)onnected$/.test(typeOf(event))) ? 200 : 400),
    ),
  ),
  animal(
    'one event at a time',
    'BATCH_REFUSED',
    delivering((events, res) => res.sendStatus(events.length === 1 ? 200 : 500)),
  ),
  animal(
    '400 for a batch with an invalid event',
    'BAD_EVENT_LOSES_BATCH',
    delivering((events, res) => res.sendStatus(events.every((event) => event['data']) ? 200 : 400)),
  ),
  animal('express.json() in front', 'BODY_LIMIT', express().use(express.json(), ours), eventgrid),
  animal(
    'a proxy that hangs up on large bodies',
    'BODY_LIMIT',
    express().use((req, _res, next) => {
      if (Number(req.get('content-length')) > 100_000) req.socket.resetAndDestroy()
      else next()
    }, ours),
  ),
  animal('a limit of 500 kB', [], handwritten({ limit: '500kb' }), { should: ['BODY_LIMIT_1_MB'] }),
  animal('a rate limiter with 403', 'BURST_REFUSED', express().use(limited(30, 403), ours)),
  animal('a strict rate limiter with 403', 'BURST_REFUSED', express().use(limited(5, 403), ours)),
  animal('a rate limiter with 429', [], express().use(limited(30, 429), ours), {
    should: ['RATE_LIMITED'],
  }),
  animal('a strict rate limiter with 429', [], express().use(limited(5, 429), ours), {
    ...eventgrid,
    should: ['RATE_LIMITED'],
  }),
  animal('a limit of concurrency with 403', 'BURST_REFUSED', express().use(concurrent(5), slow())),
  animal('as many deliveries as the webhook takes', [], express().use(slow({ maxDeliveries: 5 })), {
    should: ['RATE_LIMITED'],
  }),
  animal(
    'an answer before the body',
    'ACKNOWLEDGES_EARLY',
    express()
      .use((req, res, next) => {
        if (req.get('aeg-event-type') !== 'Notification') return next()
        res.end()
        req.resume()
      })
      .use(ours),
    { ...eventgrid, options: { ...eventgrid.options, holdMs: 3000 } },
  ),
  animal(
    'an answer whatever the body',
    [],
    (req, res) => {
      if (req.headers['aeg-event-type'] === 'Notification') req.resume().once('end', () => res.end())
      else handwritten()(req, res)
    },
    { ...eventgrid, should: ['ACKNOWLEDGES_UNREAD'] },
  ),
  animal('no key asked for', [], handwritten(), { at: '/?key=secret', should: ['OPEN_TO_ANYBODY'] }),
  animal(
    'any origin',
    [],
    handwritten({ consent: (_, res) => void res.set('WebHook-Allowed-Origin', '*').end() }),
    { should: ['FOREIGN_ORIGIN_ALLOWED'] },
  ),
  animal(
    'a server error',
    'SERVER_ERROR',
    delivering((_, res) => res.sendStatus(500)),
  ),
  animal(
    'authorization that fails',
    'AUTHORIZE_FAILED',
    express().use(signalrEvents({}, { authorize: () => Promise.reject(new Error()), onError() {} })),
  ),
  animal(
    'maxBodyBytes of 100 kB',
    'BODY_TOO_LARGE',
    express().use(signalrEvents({}, { maxBodyBytes: 100_000, onError() {} })),
  ),
  animal(
    'a route of Fastify, which accepts JSON only',
    'MEDIA_TYPE_REFUSED',
    delivering((_, res) =>
      res
        .status(415)
        .json({ statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', error: 'Unsupported Media Type' }),
    ),
    cloudevents,
  ),
  animal(
    '400 for all events',
    'UNEXPECTED_ANSWER',
    delivering((_, res) => res.sendStatus(400)),
  ),
  animal(
    'a handler that fails',
    'HANDLER_FAILED',
    express().use(signalrEvents({ disconnected: () => Promise.reject(new Error()) }, { onError() {} })),
  ),
  animal('a body read away', 'BODY_CONSUMED', (req, res) => {
    const events = forNode({}, { onError() {} })
    req.resume().once('end', () => events(req, res) || res.writeHead(404).end())
  }),
]
