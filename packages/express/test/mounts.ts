import { signalrEvents, type Webhook } from '@signalr-events/express'
import cors from 'cors'
import express, { type Request, type RequestHandler, type Response } from 'express'
import express4 from 'express4'
import { exceptions, type Mount, serve } from '../../../test/support/conformance.js'

const limit = '2mb'
const json = ['application/json', 'application/cloudevents*+json']

type Framework = typeof express

/** Starts the webhooks in a router at `base`, with middleware in front of it. */
const mount =
  (framework: Framework, base: string, ...front: RequestHandler[]) =>
  (webhooks: readonly Webhook[]) => {
    const app = framework()
    const router = framework.Router()
    app.use(base, ...front, router)
    router.use(...webhooks.map((webhook) => signalrEvents(webhook)), cors())
    router.post('/echo', framework.text({ type: '*/*' }), ({ body }: Request, res: Response) => {
      res.send(typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body)
    })
    return serve(app)
  }

const toMounts = (name: string, framework: Framework): Mount[] => [
  { name, start: mount(framework, '/') },
  { name: `${name}, sub-router`, base: '/api/hooks', start: mount(framework, '/api/hooks') },
  {
    name: `${name}, json()`,
    start: mount(framework, '/', framework.json()),
    cannot: { ...exceptions.parsed, ...exceptions.small },
  },
  {
    name: `${name}, json() for all`,
    start: mount(framework, '/', framework.json({ limit, type: json })),
    cannot: exceptions.parsed,
  },
  {
    name: `${name}, text()`,
    start: mount(framework, '/', framework.text({ limit, type: '*/*' })),
    cannot: exceptions.text,
  },
  { name: `${name}, raw()`, start: mount(framework, '/', framework.raw({ limit, type: '*/*' })) },
  { name: `${name}, cors() in front`, start: mount(framework, '/', cors()), cannot: exceptions.cors },
  { name: `${name}, urlencoded()`, start: mount(framework, '/', framework.urlencoded({ extended: true })) },
]

export const mounts: readonly Mount[] = [
  ...toMounts('Express 5', express),
  ...toMounts('Express 4', express4),
]

export const consumed: Mount = {
  name: 'Express 5, the body read in front',
  start: mount(express, '/', (req, _res, next) => void req.resume().once('end', next)),
}
