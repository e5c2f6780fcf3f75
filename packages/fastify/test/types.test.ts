import { createWebhook, signalrEvents } from '@signalr-events/fastify'
import Fastify, { type FastifyPluginCallback, type FastifyRequest } from 'fastify'
import { expectTypeOf, it } from 'vitest'

it('handlers reach the request of Fastify', () => {
  const plugin = signalrEvents(
    { connected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<FastifyRequest>() },
    { authorize: ({ native }) => native.ip === '127.0.0.1' },
  )
  expectTypeOf(plugin).toEqualTypeOf<FastifyPluginCallback>()
  Fastify()
    .register(plugin)
    .register(signalrEvents(createWebhook({})))
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
