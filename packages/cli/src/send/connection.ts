import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { exchange, type HttpAnswer } from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import { explainFailure } from '../failure.js'
import { withHeaders } from '../headers.js'
import type { SendOptions } from './options.js'

/** The result of a request: the answer, or why there is none, and the duration in milliseconds. */
export type Reply =
  | { readonly answer: HttpAnswer; readonly failure: undefined; readonly ms: number }
  | { readonly answer: undefined; readonly failure: string; readonly ms: number }

/** A connection to one webhook, for one request at a time. */
export interface Connection {
  send(request: EventGridRequest): Promise<Reply>
  close(): void
}

/** Opens a connection for all requests. The signal aborts the request in flight. */
export function openConnection(
  url: URL,
  { header, timeout }: SendOptions,
  interruption: AbortSignal,
): Connection {
  const agent = new (url.protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 })
  return {
    async send(request) {
      const { signal, clear } = limit(timeout, interruption)
      const started = performance.now()
      const reply = await exchange(url, withHeaders(request, header), { agent, signal }).then(
        (answer) => ({ answer, failure: undefined }),
        (error: unknown) => ({ answer: undefined, failure: explainFailure(error) }),
      )
      clear()
      return { ...reply, ms: Math.round(performance.now() - started) }
    },
    close: () => agent.destroy(),
  }
}

/** Creates a signal that aborts after some seconds, or with another signal. `AbortSignal.any` would leak one per request. */
function limit(seconds: number, other: AbortSignal): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController()
  const onTimeout = () => controller.abort(new Error(`There was no answer within ${seconds} s.`))
  const stop = () => controller.abort(other.reason)
  const timer = setTimeout(onTimeout, seconds * 1000)
  other.addEventListener('abort', stop)
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      other.removeEventListener('abort', stop)
    },
  }
}
