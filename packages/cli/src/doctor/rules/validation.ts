import type { FindingCode } from '../findings.js'
import { isHtml } from './html.js'
import type { Rule } from './rule.js'

/** The cause in the answer to a validation request. */
export const fromValidation: Rule = ({ exchange: { request, answer } }) => {
  if (request.headers['aeg-event-type'] !== 'SubscriptionValidation' || answer === undefined) return undefined
  if (answer.status < 200 || answer.status > 299) return undefined
  if (isHtml(answer)) return 'HTML_ANSWER'
  if (answer.status !== 200) return 'VALIDATION_STATUS'
  const body = answer.body.trim()
  if (body === '') return 'VALIDATION_EMPTY'
  const [{ data }] = JSON.parse(request.body ?? '')
  return fromBody(parse(body), data.validationCode)
}

function fromBody(value: unknown, code: string): FindingCode {
  if (value === code) return 'VALIDATION_BARE_CODE'
  if (typeof value !== 'object' || value === null) return 'VALIDATION_NOT_ECHOED'
  if (Array.isArray(value))
    return JSON.stringify(value).includes(code) ? 'VALIDATION_ARRAY' : 'VALIDATION_NOT_ECHOED'
  if ('validationResponse' in value) return 'VALIDATION_WRONG_CODE'
  return Object.keys(value).some((name) => name.toLowerCase() === 'validationresponse')
    ? 'VALIDATION_PASCAL_CASE'
    : 'VALIDATION_NOT_ECHOED'
}

/** Parses JSON; returns other text unchanged. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
