import type { RequestListener } from 'node:http'
import { inspect } from 'node:util'
import { createWebhook, type WebhookError } from '@signalr-events/core'
import { EntraError, type EntraOptions, entra } from '@signalr-events/entra'
import { signalrEvents } from '@signalr-events/express'
import { cloudEvents, type EventGridRequest } from '@signalr-events/testing'
import express, { type Request } from 'express'
import type { JWK } from 'jose'
import { expect, onTestFinished } from 'vitest'
import { serve } from '../../../../test/support/conformance.js'
import { clientId, planted, tenantId } from './tokens.js'

/** A key server on a free loopback port. */
export interface KeyServer {
  readonly url: string
  /** The number of requests. */
  requests: number
  /** Publishes keys from now on. */
  publish(...keys: readonly JWK[]): void
  /** Answers in any way from now on. */
  answer(listener: RequestListener): void
}

export async function serveKeys(...keys: readonly JWK[]): Promise<KeyServer> {
  let listener: RequestListener
  const { url, close } = await serve((req, res) => {
    server.requests++
    // Timers of idle sockets would run when the clock jumps.
    res.setHeader('connection', 'close')
    listener(req, res)
  })
  onTestFinished(close)
  const server: KeyServer = {
    url: `${url}/${tenantId}/discovery/v2.0/keys`,
    requests: 0,
    publish: (...published) =>
      server.answer((_req, res) => void res.end(JSON.stringify({ keys: published }))),
    answer(next) {
      listener = next
    },
  }
  server.publish(...keys)
  return server
}

/** The outcome of a delivery. */
export interface Outcome {
  readonly status: number
  readonly body: string
  /** `ok`, or the code of the token's failure. */
  readonly code: string
  readonly error: WebhookError | undefined
}

/** An Express server that authorizes with Entra, and a function that delivers to it. */
export async function serveEvents(options: Partial<EntraOptions>) {
  const errors = new Map<string, WebhookError>()
  const users: unknown[] = []
  const webhook = createWebhook<Request>(
    { connected: ({ userId }) => users.push(userId) },
    {
      path: '/',
      authorize: entra({ tenantId, audience: clientId, ...options }),
      onError: (error, { native }) => errors.set(native.get('x-delivery') ?? '', error),
    },
  )
  const { url, close } = await serve(express().use(signalrEvents(webhook)))
  onTestFinished(close)

  async function send(
    { method, headers, body }: EventGridRequest,
    authorization?: string,
    header = 'authorization',
  ): Promise<Outcome> {
    const id = crypto.randomUUID()
    const more = { 'x-delivery': id, ...(authorization === undefined ? {} : { [header]: authorization }) }
    const response = await fetch(url, { method, headers: { ...headers, ...more }, body: body ?? null })
    const error = errors.get(id)
    const outcome = { status: response.status, body: await response.text(), code: toCode(error), error }
    expectNothingOf(authorization ?? '', outcome)
    return outcome
  }

  const deliver = (authorization?: string): Promise<Outcome> =>
    send(cloudEvents.connected({ userId: 'ada' }), authorization)
  return { send, deliver, users }
}

function toCode(error: WebhookError | undefined): string {
  if (error === undefined) return 'ok'
  return error.cause instanceof EntraError ? error.cause.code : error.code
}

/** No claim and no part of a token may be in the answer or in the error. */
function expectNothingOf(authorization: string, { body, error }: Outcome): void {
  const output = [body, inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)].join('\n')
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    expect(output).toContain(cause.message)
  const secrets = [planted, ...authorization.split(/[\s.]+/).filter((part) => part.length > 20)]
  for (const secret of secrets) expect(output.includes(secret), `leaks ${secret}: ${output}`).toBe(false)
}
