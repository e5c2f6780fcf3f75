import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { exchange, type HttpAnswer } from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import { explainFailure } from '../failure.js'
import { withHeaders } from '../headers.js'
import type { SendOptions } from './options.js'

/** What came of a request: an answer, or why there is none; and the milliseconds until then. */
export type Reply =
  | { readonly answer: HttpAnswer; readonly failure: undefined; readonly ms: number }
  | { readonly answer: undefined; readonly failure: string; readonly ms: number }

/** Requests to one webhook, one after another. */
export interface Connection {
  send(request: EventGridRequest): Promise<Reply>
  close(): void
}

/** Opens a connection that is kept for all requests; an abort of the signal ends the one under way. */
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

/** A signal that aborts after some seconds, or with another. `AbortSignal.any` would keep one for each request. */
function limit(seconds: number, other: AbortSignal): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController()
  const late = () => controller.abort(new Error(`No answer came within ${seconds} s.`))
  const stop = () => controller.abort(other.reason)
  const timer = setTimeout(late, seconds * 1000)
  other.addEventListener('abort', stop)
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      other.removeEventListener('abort', stop)
    },
  }
}
