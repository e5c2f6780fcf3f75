import { setTimeout as sleep } from 'node:timers/promises'
import { exchange } from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import type { Answer, Receiver } from '@signalr-events/testing/conformance'
import { withHeaders } from '../headers.js'
import type { Exchange, Visit } from './visit.js'

/** A receiver under examination. */
export interface Patient extends Receiver {
  /** Sends a request without all that may be a key. */
  sendKeyless(request: EventGridRequest): Promise<Answer>
  /** Sends half of a request, and the rest a while later. Resolves with the answer to the half, if there was one. */
  sendHalf(request: EventGridRequest): Promise<Answer | undefined>
}

/**
 * The webhook of a visit as a receiver.
 *
 * @param exchanges where every exchange is recorded
 * @param change what is done to a request before it is sent
 */
export function createPatient(
  visit: Visit,
  exchanges: Exchange[],
  change: (request: EventGridRequest) => EventGridRequest = (request) => request,
): Patient {
  const { url, builder, details, subscription, headers, timeoutMs, holdMs } = visit
  const bare = new URL(url)
  bare.search = ''
  const named = { ...(subscription !== undefined && { 'aeg-subscription-name': subscription.toUpperCase() }) }

  async function transmit(
    request: EventGridRequest,
    manner: Exchange['manner'] = 'whole',
    hold?: Promise<void>,
  ): Promise<Answer> {
    const [to, more] = manner === 'keyless' ? [bare, {}] : [url, headers]
    const sent = change(withHeaders(request, { ...named, ...more }))
    try {
      // What we hold back ourselves is not the webhook's time.
      const signal = AbortSignal.timeout(timeoutMs + (hold === undefined ? 0 : holdMs))
      const answer = await exchange(to, sent, { signal, hold })
      exchanges.push({ request: sent, manner, answer })
      return { ...answer, header: (name) => answer.headers[name.toLowerCase()] }
    } catch (error) {
      exchanges.push({ request: sent, manner, error })
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
