import type {
  CloudEvent,
  ConnectedEvent,
  ConnectionEvent,
  Context,
  DisconnectedEvent,
  EventGridEvent,
  FailureCode,
  Middleware,
  Webhook,
} from '@signalr-events/core'
import { combine, createWebhook, forHub, sharedKey } from '@signalr-events/core'
import type { failures } from '@signalr-events/core/failures'
import { type cloudEvent, connectedData, eventGridEvent } from '@signalr-events/core/schemas'
import { expectTypeOf, it } from 'vitest'
import * as z from 'zod'

// The compiler checks this file. At run time it only has to load.

it('handlers get the event of their name', () => {
  createWebhook({
    connected(event, context) {
      expectTypeOf(event).toEqualTypeOf<ConnectedEvent>()
      expectTypeOf(event.type).toEqualTypeOf<'connected'>()
      expectTypeOf(event.userId).toEqualTypeOf<string | undefined>()
      expectTypeOf(context).toEqualTypeOf<Context<unknown>>()
      // @ts-expect-error connected events have no error message
      event.errorMessage
      // @ts-expect-error there is no such member
      event.hub
      // @ts-expect-error events are read only
      event.hubName = 'other'
    },
    disconnected(event) {
      expectTypeOf(event).toEqualTypeOf<DisconnectedEvent>()
      expectTypeOf(event.errorMessage).toEqualTypeOf<string | undefined>()
    },
  })
})

it('the type discriminates the events', () => {
  const read = (event: ConnectionEvent) => (event.type === 'disconnected' ? event.errorMessage : event.userId)
  expectTypeOf(read).returns.toEqualTypeOf<string | undefined>()
})

it('wrong names do not compile', () => {
  const wrong = () => {
    // @ts-expect-error there is no such event
    createWebhook({ conected() {} })
    // @ts-expect-error there is no such event
    forHub('chat', { disconect() {} })
    // @ts-expect-error there is no such event
    combine({ connect() {} })
    // @ts-expect-error there is no such option
    createWebhook({}, { maxBodyByte: 1 })
    // @ts-expect-error the key is no function
    createWebhook({}, { authorize: 'key' })
    // @ts-expect-error a key is in one place
    sharedKey('key', { cookie: 'key' })
    // @ts-expect-error an origin is no list
    createWebhook({}, { origins: 'eventgrid.azure.net' })
  }
  expectTypeOf(wrong).toBeFunction()
})

it('the native request is typed through handlers, forHub, combine, middleware and webhook', () => {
  type Native = { readonly user: string }
  const use: Middleware<Native> = (_event, { native }, next) => {
    expectTypeOf(native).toEqualTypeOf<Native>()
    return next()
  }
  const handlers = combine<Native>(
    forHub('chat', { connected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<Native>() }),
    { disconnected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<Native>() },
  )
  const webhook = createWebhook(handlers, {
    use: [use],
    authorize: ({ native }) => native.user === 'eventgrid',
  })
  expectTypeOf(webhook).toEqualTypeOf<Webhook<Native>>()
  // A webhook that does not use the native request is assignable to every type of request.
  expectTypeOf<Webhook<unknown>>().toExtend<Webhook<Native>>()
  expectTypeOf<Webhook<Native>>().not.toExtend<Webhook<unknown>>()
})

it('the schemas give the types that are written by hand', () => {
  expectTypeOf<z.infer<typeof eventGridEvent>>().toEqualTypeOf<EventGridEvent>()
  expectTypeOf<z.infer<typeof cloudEvent>>().toEqualTypeOf<CloudEvent>()
  const list = z.array(z.object({ event: eventGridEvent, data: connectedData }))
  expectTypeOf<z.infer<typeof list>[number]['event']>().toEqualTypeOf<EventGridEvent>()
  expectTypeOf<ConnectionEvent['raw']['data']['connectionId']>().toEqualTypeOf<string>()
})

it('every code has its failure', () => {
  expectTypeOf<keyof typeof failures>().toEqualTypeOf<FailureCode>()
})
