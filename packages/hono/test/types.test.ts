import { createWebhook, signalrEvents } from '@signalr-events/hono'
import { type Context, Hono } from 'hono'
import { expectTypeOf, it } from 'vitest'

it('handlers reach the context of Hono, bindings included', () => {
  type Bindings = { readonly NAMES: Map<string, string> }
  const app = new Hono<{ Bindings: Bindings }>()
  app.use(
    signalrEvents<{ Bindings: Bindings }>({
      connected(_, { native }) {
        expectTypeOf(native).toEqualTypeOf<Context<{ Bindings: Bindings }>>()
        expectTypeOf(native.env).toEqualTypeOf<Bindings>()
      },
    }),
  )
  app.use(signalrEvents(createWebhook({})))
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
