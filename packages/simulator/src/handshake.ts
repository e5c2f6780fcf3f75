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
  if (answer.status !== 200) return failed(`The answer is ${answer.status}, and only 200 counts`)
  return schema === 'eventgrid' ? judgeValidation(answer, code) : judgeAdmission(answer)
}

function judgeValidation({ body }: HttpAnswer, code: string): Verdict {
  if (parse(body)?.['validationResponse'] === code) return succeeded('The validation code came back')
  return waiting('The answer does not hold the validation code as {"validationResponse":"<code>"}')
}

function judgeAdmission({ headers }: HttpAnswer): Verdict {
  const origin = headers['webhook-allowed-origin']
  if (origin === '*' || origin?.toLowerCase() === eventGridOrigin) return succeeded(`${origin} is allowed`)
  if (origin === undefined) return waiting('The answer has no WebHook-Allowed-Origin')
  return failed(`WebHook-Allowed-Origin is not ${eventGridOrigin}`)
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body) ?? undefined
  } catch {
    return undefined
  }
}

const succeeded = (reason: string): Verdict => ({ state: 'Succeeded', reason })
const waiting = (reason: string): Verdict => ({ state: 'AwaitingManualAction', reason })
const failed = (reason: string): Verdict => ({ state: 'Failed', reason })
