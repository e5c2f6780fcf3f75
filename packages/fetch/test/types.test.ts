import { createWebhook, signalrEvents, toRoute, type Webhook } from '@signalr-events/fetch'
import { expectTypeOf, it } from 'vitest'

it('handlers reach the request, or what is passed with it', () => {
  const events = signalrEvents({
    connected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<Request>(),
  })
  expectTypeOf(events).toEqualTypeOf<(request: Request, native?: Request) => Promise<Response | undefined>>()
  const withEnv = signalrEvents<{ KEY: string }>({ connected: (_, { native }) => native.KEY })
  expectTypeOf(withEnv).parameters.toEqualTypeOf<[request: Request, native: { KEY: string }]>()
  expectTypeOf(signalrEvents(createWebhook({}) as Webhook))
    .parameter(0)
    .toEqualTypeOf<Request>()
  expectTypeOf(toRoute({}).POST).toEqualTypeOf<(request: Request) => Promise<Response>>()
  const wrong = () => {
    // @ts-expect-error there is no such event
    signalrEvents({ connect() {} })
    // @ts-expect-error there is no such option
    signalrEvents({}, { maxBody: 1 })
    // @ts-expect-error a webhook has its options already
    signalrEvents(createWebhook({}), { path: '/' })
    // @ts-expect-error handlers need what they were promised
    withEnv(new Request('http://localhost'))
  }
  expectTypeOf(wrong).toBeFunction()
})
