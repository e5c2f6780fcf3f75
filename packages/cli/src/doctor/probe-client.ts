import { setTimeout as sleep } from 'node:timers/promises'
import { exchange } from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import type { Answer, Receiver } from '@signalr-events/testing/conformance'
import { withHeaders } from '../headers.js'
import type { ProbeTarget } from './probe-target.js'
import type { Exchange } from './result.js'

/** Sends the requests of a check to a webhook. */
export interface ProbeClient extends Receiver {
  /** Sends a request without query and headers, which may hold a key. */
  sendKeyless(request: EventGridRequest): Promise<Answer>
  /** Sends half of a body, and the rest later. Resolves with the answer to the half, or with `undefined`. */
  sendHalf(request: EventGridRequest): Promise<Answer | undefined>
}

/**
 * Creates a client that probes a webhook.
 *
 * @param exchanges where every exchange is recorded
 * @param change applied to every request before it is sent
 */
export function createProbeClient(
  target: ProbeTarget,
  exchanges: Exchange[],
  change: (request: EventGridRequest) => EventGridRequest = (request) => request,
): ProbeClient {
  const { url, builder, details, subscription, headers, timeoutMs, holdMs } = target
  const bare = new URL(url)
  bare.search = ''
  const subscriptionHeader = {
    ...(subscription !== undefined && { 'aeg-subscription-name': subscription.toUpperCase() }),
  }

  async function transmit(
    request: EventGridRequest,
    mode: Exchange['mode'] = 'whole',
    hold?: Promise<void>,
  ): Promise<Answer> {
    const [to, more] = mode === 'keyless' ? [bare, {}] : [url, headers]
    const sent = change(withHeaders(request, { ...subscriptionHeader, ...more }))
    try {
      // The time that we hold back the body does not count as the webhook's.
      const signal = AbortSignal.timeout(timeoutMs + (hold === undefined ? 0 : holdMs))
      const answer = await exchange(to, sent, { signal, hold })
      exchanges.push({ request: sent, mode, answer })
      return { ...answer, header: (name) => answer.headers[name.toLowerCase()] }
    } catch (error) {
      exchanges.push({ request: sent, mode, error })
      throw error
    }
  }

  return {
    builder,
    details,
    send: (request) => transmit(request),
    sendKeyless: (request) => transmit(request, 'keyless'),
    async sendHalf(request) {
      let held = true
      const hold = sleep(holdMs).then(() => {
        held = false
      })
      const answer = await transmit(request, 'half', hold)
      return held ? answer : undefined
    },
  }
}
