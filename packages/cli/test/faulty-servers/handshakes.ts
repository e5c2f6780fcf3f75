import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents } from '@signalr-events/express'
import { signalrEvents as forHono } from '@signalr-events/hono'
import cors from 'cors'
import express, { type Response } from 'express'
import express4 from 'express4'
import { Hono } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { listen } from '../../../../test/support/conformance.js'
import { type FaultyServer, faultyServer } from './fixture.js'
import { handwritten } from './handwritten.js'
import { ours } from './ours.js'

const validating = (validate: (code: string, response: Response) => void) => handwritten({ validate })
const eventgrid = { options: { schema: 'eventgrid' } } as const
const cloudevents = { options: { schema: 'cloudevents' } } as const

const behindCors = express()
  .use(signalrEvents({}, { path: '/events', onError() {} }))
  .use(cors())

/** Servers whose handshakes fail. */
export const handshakes: readonly FaultyServer[] = [
  faultyServer('cors() in front, Express 5', 'CORS_IN_FRONT', express().use(cors(), ours), cloudevents),
  faultyServer('cors() in front, Express 4', 'CORS_IN_FRONT', express4().use(cors(), ours), cloudevents),
  faultyServer('cors() in front, both schemas', 'CORS_IN_FRONT', express().use(cors(), ours)),
  faultyServer('app.post() only', 'NO_ALLOWED_ORIGIN', express().post('/events', ours), { at: '/events' }),
  faultyServer('cors() behind the webhook, another path', 'NOT_FOUND', behindCors, { at: '/event' }),
  faultyServer('cors() behind the webhook, another path, CloudEvents', 'NOT_FOUND', behindCors, {
    ...cloudevents,
    at: '/event',
  }),
  faultyServer(
    '@fastify/cors in front',
    'CORS_IN_FRONT',
    (req, res) =>
      req.method === 'OPTIONS'
        ? res.writeHead(400).end('Invalid Preflight Request')
        : handwritten()(req, res),
    cloudevents,
  ),
  {
    ...{ name: 'cors() in front, Hono', must: ['CORS_IN_FRONT'], ...cloudevents },
    serve: () => listen(createAdaptorServer(new Hono().use(honoCors(), forHono({}))) as never),
  },
  faultyServer(
    'a login in front',
    'AUTH_IN_FRONT',
    express().use((req, res, next) => {
      if (req.get('authorization') === undefined) res.sendStatus(401)
      else next()
    }, ours),
  ),
  faultyServer(
    'a key for OPTIONS in a header',
    'AUTH_IN_FRONT',
    express().use((req, res, next) => {
      if (req.get('x-key') !== 'secret') res.sendStatus(403)
      else next()
    }, ours),
    { options: { schema: 'cloudevents', headers: { 'x-key': 'secret' } } },
  ),
  faultyServer(
    'no route for OPTIONS',
    'NO_OPTIONS_ROUTE',
    (req, res) => (req.method === 'POST' ? handwritten()(req, res) : res.writeHead(405).end()),
    cloudevents,
  ),
  faultyServer(
    'OPTIONS as Express answers it',
    'NO_ALLOWED_ORIGIN',
    handwritten({ consent: null }),
    cloudevents,
  ),
  faultyServer(
    'an origin with a scheme',
    'WRONG_ALLOWED_ORIGIN',
    handwritten({
      consent: (origin, res) => void res.set('WebHook-Allowed-Origin', `https://${origin}`).end(),
    }),
    cloudevents,
  ),
  faultyServer(
    'permission with 204',
    'OPTIONS_STATUS',
    handwritten({
      consent: (origin, res) => void res.status(204).set('WebHook-Allowed-Origin', origin).end(),
    }),
    cloudevents,
  ),
  faultyServer(
    'validation 202',
    'VALIDATION_STATUS',
    validating((_, res) => res.sendStatus(202)),
    eventgrid,
  ),
  faultyServer(
    'validation 204',
    'VALIDATION_STATUS',
    validating((_, res) => res.sendStatus(204)),
    eventgrid,
  ),
  faultyServer(
    'validation 202, nothing for OPTIONS',
    ['VALIDATION_STATUS', 'NO_ALLOWED_ORIGIN'],
    handwritten({ consent: null, validate: (_, res) => res.sendStatus(202) }),
  ),
  faultyServer(
    'validation empty',
    'VALIDATION_EMPTY',
    validating((_, res) => res.end()),
    eventgrid,
  ),
  faultyServer(
    'validation text',
    'VALIDATION_BARE_CODE',
    validating((code, res) => res.send(code)),
    eventgrid,
  ),
  faultyServer(
    'validation array',
    'VALIDATION_ARRAY',
    validating((code, res) => res.json([{ validationResponse: code }])),
    eventgrid,
  ),
  faultyServer(
    'validation as in the sample',
    'VALIDATION_PASCAL_CASE',
    validating((code, res) => res.json({ ValidationResponse: code })),
    eventgrid,
  ),
  faultyServer(
    'validation of another code',
    'VALIDATION_WRONG_CODE',
    validating((_, res) => res.json({ validationResponse: 'code' })),
    eventgrid,
  ),
  faultyServer(
    'validation OK',
    'VALIDATION_NOT_ECHOED',
    validating((_, res) => res.send('OK')),
    eventgrid,
  ),
]
