import type { DeliverySchema } from '@signalr-events/core'
import type { HttpAnswer } from '@signalr-events/simulator'
import { cloudEvents, type EventGridRequest, eventGrid } from '@signalr-events/testing'
import type { WireEvent } from './events.js'
import type { SendOptions } from './options.js'

/** A handshake, and how to read its answer. */
export interface Handshake {
  readonly schema: DeliverySchema
  readonly request: EventGridRequest
  /** Why Event Grid would not take the answer; `undefined` when it would. */
  judge(answer: HttpAnswer): string | undefined
}

/** The handshake before the delivery of an event. */
export function createHandshake(
  schema: DeliverySchema,
  event: WireEvent,
  { subscription }: SendOptions,
): Handshake {
  if (schema === 'cloudevents') return { schema, request: cloudEvents.handshake(), judge: judgePermission }
  const code = crypto.randomUUID()
  const source = event['topic'] ?? event['source']
  const request = eventGrid.handshake({ code, ...(typeof source === 'string' ? { source } : {}) })
  const named = subscription === undefined ? {} : { 'aeg-subscription-name': subscription.toUpperCase() }
  return {
    schema,
    request: { ...request, headers: { ...request.headers, ...named } },
    judge: (answer) => judgeValidation(answer, code),
  }
}

/**
 * Why an answer to the validation request is none; `undefined` when it is one.
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 */
export function judgeValidation({ status, body }: HttpAnswer, code: string): string | undefined {
  if (status !== 200) return wrongStatus(status)
  const wanted = 'The body must be {"validationResponse":"<the code>"}'
  const answer = parseObject(body)
  if (answer === undefined) return `${wanted}; it is not a JSON object.`
  if (answer['validationResponse'] === code) return undefined
  if ('ValidationResponse' in answer) return `${wanted}, with a small v.`
  return 'validationResponse' in answer
    ? `${wanted}; it has another code.`
    : `${wanted}; it has no such member.`
}

/**
 * Why an answer to OPTIONS permits nothing; `undefined` when it permits deliveries.
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 */
export function judgePermission({ status, headers }: HttpAnswer): string | undefined {
  if (status !== 200) return wrongStatus(status)
  const allowed = headers['webhook-allowed-origin']
  if (allowed === undefined) return 'The header WebHook-Allowed-Origin is missing.'
  return ['*', 'eventgrid.azure.net'].includes(allowed.trim().toLowerCase())
    ? undefined
    : 'The header WebHook-Allowed-Origin must be eventgrid.azure.net or *.'
}

function wrongStatus(status: number): string {
  const redirected = status >= 300 && status < 400 ? ' No redirect is followed.' : ''
  return `The status must be exactly 200.${redirected}`
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
