import type { IncomingMessage, ServerResponse } from 'node:http'
import { createWebhook, signalrEvents } from '@signalr-events/node'
import { expectTypeOf, it } from 'vitest'

it('handlers reach the request of node:http', () => {
  const events = signalrEvents(
    { connected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<IncomingMessage>() },
    { authorize: ({ native }) => native.socket.remoteAddress === '127.0.0.1' },
  )
  expectTypeOf(events).toEqualTypeOf<(request: IncomingMessage, response: ServerResponse) => boolean>()
  signalrEvents(createWebhook({}))
  const wrong = () => {
    // @ts-expect-error there is no such event
    signalrEvents({ connect() {} })
    // @ts-expect-error there is no such option
    signalrEvents({}, { maxBody: 1 })
    // @ts-expect-error a webhook has its options already
    signalrEvents(createWebhook({}), { path: '/' })
  }
  expectTypeOf(wrong).toBeFunction()
})
