import type { DeliverySchema } from '@signalr-events/core'
import type { HttpAnswer } from './exchange.js'

/** What Event Grid does with a subscription after the answer to its handshake. */
export interface HandshakeResult {
  /** The provisioning state of the subscription, as Azure names it. */
  readonly state: 'Succeeded' | 'AwaitingManualAction' | 'Failed'
  /** A sentence that explains the state. */
  readonly reason: string
}

/** The origin in Event Grid's handshake. */
export const eventGridOrigin = 'eventgrid.azure.net'

/**
 * Returns what Event Grid does after the answer to a handshake.
 *
 * @param code the validation code that was sent, in Event Grid schema
 * @source https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * @source https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 * @example
 * ```ts
 * import { classifyHandshake } from '@signalr-events/simulator'
 *
 * const answer = { status: 200, headers: {}, body: '{"validationResponse":"1234"}' }
 * console.log(classifyHandshake('eventgrid', answer, '1234').state) // Succeeded
 * ```
 */
export function classifyHandshake(schema: DeliverySchema, answer: HttpAnswer, code: string): HandshakeResult {
  // Documented are that 202 fails for the POST and that 200 passes for both. So only 200 passes here.
  if (answer.status !== 200) return failed(`The status is ${answer.status}, and ${toRule(answer.status)}`)
  return schema === 'eventgrid' ? classifyValidation(answer, code) : classifyPermission(answer)
}

function toRule(status: number): string {
  return status >= 300 && status < 400 ? 'no redirect is followed' : 'only 200 counts'
}

function classifyValidation({ body }: HttpAnswer, code: string): HandshakeResult {
  const answer = parseObject(body)
  if (answer?.['validationResponse'] === code) return succeeded('The validation code was returned')
  return waiting(`The body is not {"validationResponse":"<the code>"}${toDifference(answer)}`)
}

function toDifference(answer: Readonly<Record<string, unknown>> | undefined): string {
  if (answer === undefined) return ', nor any JSON object'
  if ('validationResponse' in answer) return ': it has another code'
  return 'ValidationResponse' in answer ? ': the v must be small' : ''
}

function classifyPermission({ headers }: HttpAnswer): HandshakeResult {
  const allowed = headers['webhook-allowed-origin']?.trim()
  if (allowed === undefined) return waiting('The header WebHook-Allowed-Origin is missing')
  if (allowed === '*' || allowed.toLowerCase() === eventGridOrigin)
    return succeeded(`${eventGridOrigin} is allowed`)
  return failed(`The header WebHook-Allowed-Origin is neither ${eventGridOrigin} nor *`)
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

const succeeded = (reason: string): HandshakeResult => ({ state: 'Succeeded', reason })
const waiting = (reason: string): HandshakeResult => ({ state: 'AwaitingManualAction', reason })
const failed = (reason: string): HandshakeResult => ({ state: 'Failed', reason })
