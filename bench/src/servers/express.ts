import { createServer } from 'node:http'
import { WebPubSubEventHandler } from '@azure/web-pubsub-express'
import { signalrEvents } from '@signalr-events/express'
import express, { type Request, type RequestHandler } from 'express'
import { azure } from '../candidates/azure.js'
import type { Candidate, Handler } from '../candidates/candidate.js'
import { loadCloudEvents } from '../candidates/cloudevents.js'
import type { Delivery } from '../deliveries.js'
import { createOurs } from './ours.js'
import { dispatchAll, limit, path, type Routes, readText } from './route.js'

const serve = (...handlers: RequestHandler[]) => createServer(express().use(...handlers))
const post = (...handlers: RequestHandler[]) => createServer(express().post(path, ...handlers))

async function readDelivery(request: Request): Promise<Delivery> {
  return { headers: request.headers as Delivery['headers'], text: await readText(request), connectionIds: [] }
}

function postTo(candidate: Candidate, handler: Handler) {
  const take = candidate.create(handler)
  return post(async (request, response) => {
    await take(await readDelivery(request))
    response.end()
  })
}

/** Servers of Express. */
export const routes: Routes = {
  ...createOurs((handlers, options) => serve(signalrEvents(handlers, options))),
  'hand-written': (handler) =>
    post(async (request, response) => {
      dispatchAll(JSON.parse(await readText(request)), handler)
      response.end()
    }),
  'hand-written, parser': (handler) =>
    post(express.json({ limit, type: '*/*' }), (request, response) => {
      dispatchAll(request.body, handler)
      response.end()
    }),
  '@azure/eventgrid': (handler) => postTo(azure, handler),
  async cloudevents(handler) {
    const [sdk] = await loadCloudEvents()
    if (sdk === undefined) throw new Error('cloudevents is not installed')
    return postTo(sdk, handler)
  },
  '@azure/web-pubsub-express'(handler) {
    const events = new WebPubSubEventHandler('chat', {
      path,
      onConnected: ({ context }) => void handler(context.connectionId),
    })
    return serve(events.getMiddleware() as RequestHandler)
  },
}
