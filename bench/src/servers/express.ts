import { createServer } from 'node:http'
import { WebPubSubEventHandler } from '@azure/web-pubsub-express'
import { signalrEvents } from '@signalr-events/express'
import express, { type RequestHandler } from 'express'
import { type Framework, limit, listener, path } from './servers.js'

const serve = (...handlers: RequestHandler[]) => createServer(express().use(...handlers))

export const framework: Framework = {
  ours: (webhook) => serve(signalrEvents(webhook)),
  handWritten: (take) => createServer(express().post(path, listener(take))),
  parsed: (take) =>
    createServer(
      express().post(path, express.json({ limit, type: '*/*' }), ({ body }, response) => {
        take(body)
        response.end()
      }),
    ),
  webPubSub(handle) {
    const onConnected = ({ context }: { context: { connectionId: string } }) =>
      void handle(context.connectionId)
    return serve(new WebPubSubEventHandler('chat', { path, onConnected }).getMiddleware() as RequestHandler)
  },
}
