import type { ServerResponse } from 'node:http'
import { type Connection, type Link, whenThawed } from '../connection.js'
import type { Context } from '../context.js'
import type { GoneReason } from '../options.js'
import { reply } from '../reply.js'
import type { Settings } from '../settings.js'

/** A poll is held for this many client timeouts: 90 s by default, as in ASP.NET Core. */
const HELD_TIMEOUTS = 3

export interface PollingLink extends Link {
  readonly transport: 'LongPolling'
  /** Answers a poll when there is data for the client, also after the end. */
  poll(response: ServerResponse): void
}

export const isPollingLink = (link: Link | null | undefined): link is PollingLink =>
  link?.transport === 'LongPolling'

/** Attaches long polling: the client gets messages as answers to its polls, and sends by POST. */
export function attachPolling({ lifecycle, settings }: Context, connection: Connection): PollingLink {
  const link = createPollingLink(connection, settings)
  lifecycle.attach(connection, link)
  return link
}

function createPollingLink(connection: Connection, { pollGrace, connectionTimeout }: Settings): PollingLink {
  let queue: (string | Uint8Array)[] = []
  let held: ServerResponse | undefined
  /** When the poll that is held came, or since when there is none. */
  let since = performance.now()
  /** The answer after the end, once all data is sent. */
  let ended: 204 | 404 | undefined
  let isFirst = true

  function answer(response: ServerResponse, status: number, body: string | Uint8Array = ''): void {
    held = undefined
    since = performance.now()
    const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream'
    reply(response, status, body, { 'content-type': type, 'cache-control': 'no-store' })
  }

  function flush(response: ServerResponse): void {
    const data = queue
    queue = []
    const isText = data.every((each) => typeof each === 'string')
    answer(
      response,
      200,
      isText ? data.join('') : Buffer.concat(data.map((each) => Buffer.from(each as Uint8Array))),
    )
  }

  function hold(response: ServerResponse): void {
    held = response
    since = performance.now()
    response.once('close', () => {
      if (held !== response) return
      held = undefined
      since = performance.now()
    })
  }

  return {
    transport: 'LongPolling',
    poll(response) {
      if (held !== undefined) answer(held, 204)
      if (ended === 404) return reply(response, 404)
      // The first poll only shows that the transport works.
      if (isFirst) answer(response, 200)
      else if (queue.length > 0) flush(response)
      else if (ended !== undefined) answer(response, ended)
      else hold(response)
      isFirst = false
    },
    send(data) {
      queue.push(data)
      if (held !== undefined) flush(held)
    },
    pending: () => queue.reduce((bytes, each) => bytes + each.length, 0),
    end() {
      ended ??= 204
      if (held !== undefined) answer(held, ended)
    },
    cut() {
      ended = 404
      held?.destroy()
    },
    tick(now): GoneReason | undefined {
      if (held === undefined) return now - since > pollGrace ? 'poll-timeout' : undefined
      const late = held
      if (now - since > HELD_TIMEOUTS * connectionTimeout) whenThawed(connection, () => answer(late, 200))
      return undefined
    },
  }
}
