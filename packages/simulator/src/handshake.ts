import type { DeliverySchema } from '@signalr-events/core'
import type { HttpAnswer } from './exchange.js'

/** What an answer to a handshake means: how a subscription begins. */
export interface Verdict {
  /** As Azure calls it. */
  readonly state: 'Succeeded' | 'AwaitingManualAction' | 'Failed'
  /** Why, in words. */
  readonly reason: string
}

/** The origin with which Event Grid asks. */
export const eventGridOrigin = 'eventgrid.azure.net'

/**
 * What an answer to a handshake means to Event Grid.
 *
 * @param code the validation code that was sent, in Event Grid schema
 * @source https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * @source https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 */
export function judgeHandshake(schema: DeliverySchema, answer: HttpAnswer, code: string): Verdict {
  // That 202 fails is documented for the POST, and that 200 passes for both: what is safe is required here.
  if (answer.status !== 200) return failed(`The status is ${answer.status}, and ${toRule(answer.status)}`)
  return schema === 'eventgrid' ? judgeValidation(answer, code) : judgePermission(answer)
}

function toRule(status: number): string {
  return status >= 300 && status < 400 ? 'no redirect is followed' : 'only 200 counts'
}

function judgeValidation({ body }: HttpAnswer, code: string): Verdict {
  const answer = parseObject(body)
  if (answer?.['validationResponse'] === code) return succeeded('The validation code came back')
  return waiting(`The body is not {"validationResponse":"<the code>"}${toDifference(answer)}`)
}

function toDifference(answer: Readonly<Record<string, unknown>> | undefined): string {
  if (answer === undefined) return ', nor any JSON object'
  if ('validationResponse' in answer) return ': it has another code'
  return 'ValidationResponse' in answer ? ': the v must be small' : ''
}

function judgePermission({ headers }: HttpAnswer): Verdict {
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

const succeeded = (reason: string): Verdict => ({ state: 'Succeeded', reason })
const waiting = (reason: string): Verdict => ({ state: 'AwaitingManualAction', reason })
const failed = (reason: string): Verdict => ({ state: 'Failed', reason })
