import type { HttpAnswer } from '@signalr-events/simulator'
import { toCode } from '../failure.js'
import { toOneLine } from '../one-line.js'
import { isHtml } from './rules/html.js'
import type { Diagnosis, Exchange } from './visit.js'

const manners = { whole: '', half: 'half of a ', keyless: 'without query and headers, ' } as const

/** What was sent and what was answered, in one line, without anything secret. */
export function describeDiagnosis(
  { exchange, message, changed, code }: Diagnosis,
  redact: (text: string) => string,
): string {
  const { request, manner, answer, error } = exchange
  const outcome = answer === undefined ? toReason(error) : describeAnswer(request, answer, redact)
  const expected = code === 'UNEXPECTED_ANSWER' || code === 'BURST_REFUSED' ? ` (${redact(message)})` : ''
  const cure = changed === undefined ? '' : `; accepted ${changed}`
  return `${manners[manner]}${describeRequest(request)} → ${outcome}${expected}${cure}`
}

function describeRequest({ method, headers, body = '' }: Exchange['request']): string {
  const { 'aeg-event-type': type, 'content-type': contentType } = headers
  const size = body.length > 10_000 ? `${Math.round(body.length / 1000)} kB` : undefined
  const head = [method, type].filter((part) => part !== undefined).join(' ')
  return [head, contentType, size].filter((part) => part !== undefined).join(', ')
}

const shown = ['Access-Control-Allow-Methods', 'Allow', 'Location', 'Retry-After']

function describeAnswer(
  { method }: Exchange['request'],
  answer: HttpAnswer,
  redact: (text: string) => string,
): string {
  const { status, headers, body } = answer
  const origin = headers['webhook-allowed-origin']
  const named = shown.flatMap((name) => {
    const value = headers[name.toLowerCase()]
    // The query of a redirect may hold anything.
    return value === undefined ? [] : `${name}: ${redact(value).replace(/\?.*/, '?…')}`
  })
  const consent =
    origin === undefined ? 'no WebHook-Allowed-Origin' : `WebHook-Allowed-Origin: ${redact(origin)}`
  const content = isHtml(answer) ? 'a web page' : quote(redact(body))
  return [String(status), method === 'OPTIONS' ? consent : content, ...named].join(', ')
}

const longest = 80

function quote(body: string): string {
  const line = toOneLine(body, longest)
  return line === '' ? 'empty body' : `"${line}"`
}

function toReason(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  return toCode(error) || 'no answer'
}
