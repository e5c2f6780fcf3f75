// @ts-check

/** The imports of samples that have none. */
export const context = `
  import { combine, createWebhook, type Handlers, forHub, isWebhookError, sharedKey, signalrEvents, type Webhook } from '@signalr-events/express'
  import express, { type Express, type Request, type RequestHandler } from 'express'
  declare const app: Express
  declare const handlers: Handlers<Request>
  declare const webhook: Webhook<Request>
  declare const audit: Handlers<Request>
  declare const chat: Handlers<Request>
  declare const game: Handlers<Request>
  declare const cors: () => RequestHandler
`
