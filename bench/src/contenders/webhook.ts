import { createWebhook } from '@signalr-events/core'
import type { Contender, Handler } from './contender.js'

/** Event Grid sends at most 1 MB; 5,000 events of half a kilobyte are more. */
const maxBodyBytes = 4 * 2 ** 20

function create(handler: Handler): ReturnType<Contender['create']> {
  const { handle } = createWebhook(
    {
      connected: ({ connectionId }) => handler(connectionId),
      disconnected: ({ connectionId }) => handler(connectionId),
    },
    { maxBodyBytes, onError() {} },
  )
  return ({ headers, text }) =>
    handle({
      method: 'POST',
      url: '/events',
      native: undefined,
      header: (name) => headers[name.toLowerCase()],
      body: () => text,
    })
}

const formats = ['eventgrid', 'cloudevents', 'binary'] as const

/** All of our work from the head of a request to its answer, without a framework. */
export const webhook: Contender = { name: 'webhook', formats, isAsync: false, create }
/** The same with asynchronous handlers. */
export const webhookAsync: Contender = { name: 'webhook, async handlers', formats, isAsync: true, create }
