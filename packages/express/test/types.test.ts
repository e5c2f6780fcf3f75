import { createWebhook, signalrEvents } from '@signalr-events/express'
import type { Request, RequestHandler } from 'express'
import express from 'express'
import { expectTypeOf, it } from 'vitest'

it('handlers reach the request of Express', () => {
  const middleware = signalrEvents(
    { connected: (_, { native }) => expectTypeOf(native).toEqualTypeOf<Request>() },
    { authorize: ({ native }) => native.ip === '127.0.0.1' },
  )
  expectTypeOf(middleware).toEqualTypeOf<RequestHandler>()
  express().use(middleware, signalrEvents(createWebhook({})))
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
