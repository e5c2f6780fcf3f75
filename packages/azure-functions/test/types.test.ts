import type { EventGridHandler, HttpHandler } from '@azure/functions'
import {
  createWebhook,
  eventGridTrigger,
  type FunctionContext,
  signalrEvents,
} from '@signalr-events/azure-functions'
import { expectTypeOf, it } from 'vitest'

it('handlers reach the request and the invocation of Azure Functions', () => {
  const handler = signalrEvents({
    connected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<FunctionContext>(),
  })
  expectTypeOf(handler).toExtend<HttpHandler>()
  expectTypeOf(eventGridTrigger({}, { concurrency: 8 })).toExtend<EventGridHandler>()
  signalrEvents(createWebhook({}))
  const wrong = () => {
    // @ts-expect-error there is no such event
    signalrEvents({ connect() {} })
    // @ts-expect-error there is no such option
    signalrEvents({}, { maxBody: 1 })
    // @ts-expect-error a webhook has its options already
    signalrEvents(createWebhook({}), { path: '/' })
    // @ts-expect-error the host has checked the key
    eventGridTrigger({}, { authorize: () => true })
  }
  expectTypeOf(wrong).toBeFunction()
})
