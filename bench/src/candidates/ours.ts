import { createWebhook } from '@signalr-events/core'
import type { Candidate, Handler, Process } from './candidate.js'

/** The public `handle`: from a request to its answer. */
export const handle = 'handle'
export const handleAsync = 'handle, async handlers'

export function listOurs(): readonly Candidate[] {
  return [handle, handleAsync].map((name) => ({
    name,
    isAsync: name === handleAsync,
    formats: ['eventgrid', 'cloudevents', 'binary'],
    create: takeRequest,
  }))
}

/** Event Grid sends at most 1 MB, but 5,000 events of 500 bytes are more. */
const maxBodyBytes = 4 * 2 ** 20

function takeRequest(handler: Handler): Process {
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
