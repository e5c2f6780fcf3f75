import type { HttpAnswer } from '@signalr-events/simulator'
import { toCode } from '../failure.js'
import { toOneLine } from '../one-line.js'
import type { Diagnosis, Exchange } from './result.js'
import { isHtml } from './rules/html.js'

const modePrefixes = { whole: '', half: 'half of a ', keyless: 'without query and headers, ' } as const

/** Describes the exchange that shows a failure in one line, without secrets. */
export function toEvidence(
  { exchange, message, acceptedChange, code }: Diagnosis,
  redact: (text: string) => string,
): string {
  const { request, mode, answer, error } = exchange
  const outcome = answer === undefined ? toReason(error) : describeAnswer(request, answer, redact)
  const expected = code === 'UNEXPECTED_ANSWER' || code === 'BURST_REFUSED' ? ` (${redact(message)})` : ''
  const accepted = acceptedChange === undefined ? '' : `; accepted ${acceptedChange}`
  return `${modePrefixes[mode]}${describeRequest(request)} → ${outcome}${expected}${accepted}`
}

function describeRequest({ method, headers, body = '' }: Exchange['request']): string {
  const { 'aeg-event-type': type, 'content-type': contentType } = headers
  const size = body.length > 10_000 ? `${Math.round(body.length / 1000)} kB` : undefined
  const head = [method, type].filter((part) => part !== undefined).join(' ')
  return [head, contentType, size].filter((part) => part !== undefined).join(', ')
}

const shownHeaders = ['Access-Control-Allow-Methods', 'Allow', 'Location', 'Retry-After']

function describeAnswer(
  { method }: Exchange['request'],
  answer: HttpAnswer,
  redact: (text: string) => string,
): string {
  const { status, headers, body } = answer
  const origin = headers['webhook-allowed-origin']
  const shown = shownHeaders.flatMap((name) => {
    const value = headers[name.toLowerCase()]
    // The query of a redirect may contain secrets.
    return value === undefined ? [] : `${name}: ${redact(value).replace(/\?.*/, '?…')}`
  })
  const permission =
    origin === undefined ? 'no WebHook-Allowed-Origin' : `WebHook-Allowed-Origin: ${redact(origin)}`
  const content = isHtml(answer) ? 'a web page' : quote(redact(body))
  return [String(status), method === 'OPTIONS' ? permission : content, ...shown].join(', ')
}

const maxQuoteLength = 80

function quote(body: string): string {
  const line = toOneLine(body, maxQuoteLength)
  return line === '' ? 'empty body' : `"${line}"`
}

function toReason(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  return toCode(error) || 'no answer'
}
