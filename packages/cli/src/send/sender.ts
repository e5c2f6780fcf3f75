import { classifyDelivery } from '@signalr-events/simulator'
import type { DeliveryDetails, EventGridRequest } from '@signalr-events/testing'
import type { WireEvent } from '../wire-event.js'
import { builders, readSchema } from './events.js'
import { toRetryNote } from './retry-note.js'

/** The outcome of a delivery. */
export type DeliveryState = 'accepted' | 'retried' | 'lost'

/** Who sends the deliveries: their form, and what an answer means. */
export interface Sender {
  /** Whether it sends a handshake first. */
  readonly handshake: boolean
  toRequest(events: readonly WireEvent[], details: DeliveryDetails): EventGridRequest
  /** @param status `undefined` if there was no answer */
  classify(status: number | undefined): DeliveryState
  /** What it would do next. Empty if the delivery succeeded. */
  toNote(status: number | undefined): string
}

const eventGrid: Sender = {
  handshake: true,
  toRequest([first = {}, ...others], details) {
    return builders[readSchema(first) ?? 'eventgrid'].batch([first, ...others], details)
  },
  classify: (status) => classifyDelivery(status).state,
  toNote: toRetryNote,
}

/**
 * An HTTP action of Azure Logic Apps that forwards `@triggerBody()`: an event as an object, several as an array, without
 * the headers of Event Grid.
 *
 * @see https://learn.microsoft.com/azure/logic-apps/logic-apps-exception-handling
 */
const logicApp: Sender = {
  handshake: false,
  toRequest(events) {
    const body = JSON.stringify(events.length === 1 ? events[0] : events)
    return { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' }, body }
  },
  classify(status = 503) {
    if (status >= 200 && status < 300) return 'accepted'
    return status === 408 || status === 429 || status >= 500 ? 'retried' : 'lost'
  },
  toNote(status) {
    const state = logicApp.classify(status)
    if (state === 'accepted') return ''
    return state === 'lost'
      ? `Logic Apps never retries a ${status}: the event would be lost.`
      : 'Logic Apps would retry four times within a few minutes. Then the event would be lost.'
  },
}

/** The senders by the value of `--as`. */
export const senders: { readonly 'event-grid': Sender; readonly 'logic-app': Sender } = {
  'event-grid': eventGrid,
  'logic-app': logicApp,
}
