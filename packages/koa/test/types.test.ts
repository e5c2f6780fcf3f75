import { createWebhook, signalrEvents } from '@signalr-events/koa'
import Koa, { type Context, type Middleware } from 'koa'
import { expectTypeOf, it } from 'vitest'

it('handlers reach the context of Koa', () => {
  const middleware = signalrEvents(
    { connected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<Context>() },
    { authorize: ({ native }) => native.ip === '127.0.0.1' },
  )
  expectTypeOf(middleware).toEqualTypeOf<Middleware>()
  new Koa().use(middleware).use(signalrEvents(createWebhook({})))
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
