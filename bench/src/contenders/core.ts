import { createWebhook } from '@signalr-events/core'
import type { Contender, Handler } from './contender.js'

/** Event Grid sends at most 1 MB; 5,000 events of half a kilobyte are more. */
const maxBodyBytes = 4 * 2 ** 20

function create(handler: Handler): ReturnType<Contender['create']> {
  const webhook = createWebhook(
    {
      connected: ({ connectionId }) => handler(connectionId),
      disconnected: ({ connectionId }) => handler(connectionId),
    },
    { maxBodyBytes, onError() {} },
  )
  return ({ headers, text }) =>
    webhook.handle({
      method: 'POST',
      url: '/events',
      native: undefined,
      header: (name) => headers[name.toLowerCase()],
      body: () => text,
    })
}

const formats = ['eventgrid', 'cloudevents', 'binary'] as const

/** Our pipeline from the head of a request to its answer, without a framework. */
export const core: Contender = { name: 'core', formats, isAsync: false, create }
/** The same with asynchronous handlers. */
export const coreAsync: Contender = { name: 'core, async handlers', formats, isAsync: true, create }
