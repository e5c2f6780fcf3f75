import type { EventGridRequest } from '@signalr-events/testing'
import type { FindingCode } from './findings.js'
import type { Visit } from './visit.js'

/** A request with one thing changed: when it is accepted, that one thing is the culprit. */
export interface Countertest {
  readonly code: FindingCode
  /** What is changed, to go behind "accepted". */
  readonly changed: string
  /** The changed request; `undefined` when it would be the same. */
  change(request: EventGridRequest, visit: Visit): EventGridRequest | undefined
}

/** Findings so vague that a counter-test may say more. */
export const vague: ReadonlySet<FindingCode> = new Set([
  'AUTH_IN_FRONT',
  'BATCH_REFUSED',
  'FORBIDDEN',
  'HTML_ANSWER',
  'MEDIA_TYPE_REFUSED',
  'KEY_REFUSED',
  'SERVER_ERROR',
  'UNEXPECTED_ANSWER',
  'VALIDATION_EMPTY',
  'VALIDATION_NOT_ECHOED',
])

/** The most specific first. */
export const countertests: readonly Countertest[] = [
  {
    code: 'SUBSCRIPTION_CASE',
    changed: 'with the name of the subscription as written',
    change: (request, { subscription }) =>
      request.method === 'OPTIONS' ||
      subscription === undefined ||
      subscription === subscription.toUpperCase()
        ? undefined
        : override(request, { 'aeg-subscription-name': subscription }),
  },
  {
    code: 'CONTENT_TYPE_EXACT',
    changed: 'without charset in Content-Type',
    change: (request) => withContentType(request, (type) => type.replace(/;.*/, '')),
  },
  {
    code: 'CLOUDEVENTS_NOT_PARSED',
    changed: 'as application/json',
    change: (request) =>
      withContentType(request, (type) => type.replace(/cloudevents(-batch)?\+json/, 'json')),
  },
  {
    code: 'NEEDS_ACCEPT',
    changed: 'with Accept and User-Agent',
    change: (request) =>
      override(request, { accept: '*/*', 'user-agent': 'Mozilla/5.0 (compatible; signalr-events)' }),
  },
  {
    code: 'NEEDS_EVENT_ID',
    changed: 'with aeg-output-event-id',
    change: (request) =>
      request.headers['aeg-event-type'] === 'Notification'
        ? override(request, { 'aeg-output-event-id': crypto.randomUUID() })
        : undefined,
  },
  {
    code: 'ARRAY_REQUIRED',
    changed: 'in an array',
    change: (request) =>
      request.body?.startsWith('{') ? { ...request, body: `[${request.body}]` } : undefined,
  },
]

function override(request: EventGridRequest, headers: EventGridRequest['headers']): EventGridRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

function withContentType(
  request: EventGridRequest,
  change: (type: string) => string,
): EventGridRequest | undefined {
  const type = request.headers['content-type'] ?? ''
  return change(type) === type ? undefined : override(request, { 'content-type': change(type) })
}
