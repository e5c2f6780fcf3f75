import type { HttpAnswer } from '@signalr-events/simulator'
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

/** The beginning of a body, on one line, without what a terminal would obey. */
function quote(body: string): string {
  const line = body.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  if (line === '') return 'empty body'
  return `"${line.length > longest ? `${line.slice(0, longest)}…` : line}"`
}

/** The code of an error, which has no secrets; for lack of one, its name. */
function toReason(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer'
  if (error.name === 'TimeoutError') return 'no answer in time'
  return 'code' in error ? String(error.code) : error.name
}
