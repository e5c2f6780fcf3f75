import { signalrEvents } from '@signalr-events/express'
import type { Subject } from '@signalr-events/testing/conformance'
import compression from 'compression'
import express, { type RequestHandler } from 'express'
import express4 from 'express4'
import { describeMounts, lenientText, type Mount, serve } from '../../../test/support/conformance.js'

const small = 'a parser with a limit of 100 kB in front answers 413 itself: mount the webhook before it'
const consumed = 'urlencoded() with a type of */* turns JSON into garbage'

function mounts(name: string, framework: typeof express): Mount[] {
  const behind =
    (...front: RequestHandler[]) =>
    ({ guarded, open }: Subject) => {
      const app = framework()
      app.use(...front, signalrEvents(guarded), signalrEvents(open))
      app.post('/echo', express.text({ type: '*/*' }), (req, res) => {
        res.send(typeof req.body === 'string' ? req.body : JSON.stringify(req.body))
      })
      return serve(app)
    }
  return []
}
