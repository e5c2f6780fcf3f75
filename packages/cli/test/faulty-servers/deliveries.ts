import { setTimeout as sleep } from 'node:timers/promises'
import { bodyParser } from '@koa/bodyparser'
import { signalrEvents, type WebhookOptions } from '@signalr-events/express'
import { signalrEvents as forNode } from '@signalr-events/node'
import express, { type RequestHandler } from 'express'
import Koa from 'koa'
import { type FaultyServer, faultyServer } from './fixture.js'
import { type Handwritten, handwritten, type Loose } from './handwritten.js'
import { ours } from './ours.js'

const delivering = (deliver: NonNullable<Handwritten['deliver']>) => handwritten({ deliver })
const eventgrid = { options: { schema: 'eventgrid' } } as const
const cloudevents = { options: { schema: 'cloudevents' } } as const
const typeOf = (event: Loose) => String(event['eventType'] ?? event['type'])

/** Our webhook with slow handlers. */
function slow(options: WebhookOptions = {}): RequestHandler {
  return signalrEvents({ disconnected: () => sleep(50) }, { onError() {}, ...options })
}

/** Rejects all but the first requests. */
function limited(most: number, status: number): RequestHandler {
  let count = 0
  return (_req, res, next) => {
    if (++count > most) res.sendStatus(status)
    else next()
  }
}

/** Rejects requests while others are in flight. */
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
export const deliveries: readonly FaultyServer[] = [
  faultyServer(
    '206 for events',
    'DELIVERY_STATUS',
    delivering((_, res) => res.sendStatus(206)),
  ),
  faultyServer(
    '202 for events',
    [],
    delivering((_, res) => res.sendStatus(202)),
  ),
  faultyServer(
    'an exact content type',
    'CONTENT_TYPE_EXACT',
    delivering((_, res, req) =>
      res.sendStatus(/^application\/(cloudevents\+)?json$/.test(req.get('content-type') ?? '') ? 200 : 415),
    ),
  ),
  faultyServer(
    'express.json() for CloudEvents',
    'CLOUDEVENTS_NOT_PARSED',
    handwritten({
      type: 'application/json',
      deliver: (events, res) => res.sendStatus(events.every(typeOf) ? 200 : 400),
    }),
    cloudevents,
  ),
  faultyServer(
    'a parser without the type of batches',
    'CLOUDEVENTS_NOT_PARSED',
    handwritten({
      type: ['application/json', 'application/cloudevents+json'],
      deliver: (events, res) => res.sendStatus(events.every(typeOf) ? 200 : 400),
    }),
    cloudevents,
  ),
  faultyServer(
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
  faultyServer(
    'an array expected',
    'ARRAY_REQUIRED',
    delivering((_, res, req) => {
      for (const event of req.body) typeOf(event)
      res.end()
    }),
    cloudevents,
  ),
  faultyServer(
    'aeg-output-event-id required',
    'NEEDS_EVENT_ID',
    delivering((_, res, req) => res.sendStatus(req.get('aeg-output-event-id') === undefined ? 400 : 200)),
  ),
  faultyServer(
    'aeg-delivery-count required',
    [],
    delivering((_, res, req) => res.sendStatus(req.get('aeg-delivery-count') === undefined ? 500 : 200)),
    { should: ['NEEDS_HEADERS'] },
  ),
  faultyServer(
    '400 for unknown types',
    'UNKNOWN_TYPE_REFUSED',
    delivering((events, res) =>
      res.sendStatus(events.every((event) => /(C|Disc)onnected$/.test(typeOf(event))) ? 200 : 400),
    ),
  ),
  faultyServer(
    'one event at a time',
    'BATCH_REFUSED',
    delivering((events, res) => res.sendStatus(events.length === 1 ? 200 : 500)),
  ),
  faultyServer(
    '400 for a batch with an invalid event',
    'BAD_EVENT_LOSES_BATCH',
    delivering((events, res) => res.sendStatus(events.every((event) => event['data']) ? 200 : 400)),
  ),
  faultyServer('express.json() in front', 'BODY_LIMIT', express().use(express.json(), ours), eventgrid),
  faultyServer(
    'a proxy that resets connections with large bodies',
    'BODY_LIMIT',
    express().use((req, _res, next) => {
      if (Number(req.get('content-length')) > 100_000) req.socket.resetAndDestroy()
      else next()
    }, ours),
  ),
  faultyServer('a limit of 500 kB', [], handwritten({ limit: '500kb' }), { should: ['BODY_LIMIT_1_MB'] }),
  faultyServer('a rate limiter with 403', 'BURST_REFUSED', express().use(limited(30, 403), ours)),
  faultyServer('a strict rate limiter with 403', 'BURST_REFUSED', express().use(limited(5, 403), ours)),
  faultyServer('a rate limiter with 429', [], express().use(limited(30, 429), ours), {
    should: ['RATE_LIMITED'],
  }),
  faultyServer('a strict rate limiter with 429', [], express().use(limited(5, 429), ours), {
    ...eventgrid,
    should: ['RATE_LIMITED'],
  }),
  faultyServer('a limit of concurrency with 403', 'BURST_REFUSED', express().use(concurrent(5), slow())),
  faultyServer('maxDeliveries exceeded', [], express().use(slow({ maxDeliveries: 5 })), {
    should: ['RATE_LIMITED'],
  }),
  faultyServer(
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
  faultyServer(
    'an answer that ignores the body',
    [],
    (req, res) => {
      if (req.headers['aeg-event-type'] === 'Notification') req.resume().once('end', () => res.end())
      else handwritten()(req, res)
    },
    { ...eventgrid, should: ['ACKNOWLEDGES_UNREAD'] },
  ),
  faultyServer('no key required', [], handwritten(), { at: '/?key=secret', should: ['OPEN_TO_ANYBODY'] }),
  faultyServer(
    'any origin',
    [],
    handwritten({ consent: (_, res) => void res.set('WebHook-Allowed-Origin', '*').end() }),
    { should: ['OTHER_ORIGIN_ALLOWED'] },
  ),
  faultyServer(
    'a server error',
    'SERVER_ERROR',
    delivering((_, res) => res.sendStatus(500)),
  ),
  faultyServer(
    'authorization that fails',
    'AUTHORIZE_FAILED',
    express().use(signalrEvents({}, { authorize: () => Promise.reject(new Error()), onError() {} })),
  ),
  faultyServer(
    'maxBodyBytes of 100 kB',
    'BODY_TOO_LARGE',
    express().use(signalrEvents({}, { maxBodyBytes: 100_000, onError() {} })),
  ),
  faultyServer(
    'a route of Fastify, which accepts JSON only',
    'MEDIA_TYPE_REFUSED',
    delivering((_, res) =>
      res
        .status(415)
        .json({ statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', error: 'Unsupported Media Type' }),
    ),
    cloudevents,
  ),
  faultyServer(
    '400 for all events',
    'UNEXPECTED_ANSWER',
    delivering((_, res) => res.sendStatus(400)),
  ),
  faultyServer(
    'a handler that fails',
    'HANDLER_FAILED',
    express().use(signalrEvents({ disconnected: () => Promise.reject(new Error()) }, { onError() {} })),
  ),
  faultyServer('a body that was already read', 'BODY_CONSUMED', (req, res) => {
    const events = forNode({}, { onError() {} })
    req.resume().once('end', () => events(req, res) || res.writeHead(404).end())
  }),
]
