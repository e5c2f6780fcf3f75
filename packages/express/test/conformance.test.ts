import { signalrEvents } from '@signalr-events/express'
import type { Subject } from '@signalr-events/testing/conformance'
import cors from 'cors'
import express, { type Request, type RequestHandler, type Response } from 'express'
import express4 from 'express4'
import { describeMounts, limits, type Mount, serve } from '../../../test/support/conformance.js'

const limit = '2mb'
const json = ['application/json', 'application/cloudevents*+json']

describeMounts(
  Object.entries({ 'Express 5': express, 'Express 4': express4 }).flatMap(([name, framework]): Mount[] => {
    const mount =
      (base: string, ...front: RequestHandler[]) =>
      (subject: Subject) => {
        const app = framework()
        const router = framework.Router()
        app.use(base, ...front, router)
        router.use(signalrEvents(subject.guarded), signalrEvents(subject.open), cors())
        router.post('/echo', framework.text({ type: '*/*' }), ({ body }: Request, res: Response) => {
          res.send(typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body)
        })
        return serve(app)
      }
    return [
      { name, start: mount('/') },
      { name: `${name}, sub-router`, base: '/api/hooks', start: mount('/api/hooks') },
      {
        name: `${name}, json()`,
        start: mount('/', framework.json()),
        cannot: { ...limits.parsed, ...limits.small },
      },
      {
        name: `${name}, json() for all`,
        start: mount('/', framework.json({ limit, type: json })),
        cannot: limits.parsed,
      },
      {
        name: `${name}, text()`,
        start: mount('/', framework.text({ limit, type: '*/*' })),
        cannot: limits.text,
      },
      { name: `${name}, raw()`, start: mount('/', framework.raw({ limit, type: '*/*' })) },
      { name: `${name}, cors() in front`, start: mount('/', cors()), cannot: limits.cors },
      { name: `${name}, urlencoded()`, start: mount('/', framework.urlencoded({ extended: true })) },
    ]
  }),
)
