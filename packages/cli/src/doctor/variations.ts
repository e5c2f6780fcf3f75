import type { EventGridRequest } from '@signalr-events/testing'
import type { FindingCode } from './findings.js'
import type { ProbeTarget } from './probe-target.js'

/** A change of one thing in a request. If the changed request is accepted, that thing is the cause. */
export interface Variation {
  readonly code: FindingCode
  /** The change, as a phrase that follows "accepted". */
  readonly description: string
  /** Returns the changed request; `undefined` if it would be the same. */
  change(request: EventGridRequest, target: ProbeTarget): EventGridRequest | undefined
}

/** Findings with several possible causes, which a variation may narrow down. */
export const ambiguousCodes: ReadonlySet<FindingCode> = new Set([
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

/** The variations, the most specific first. */
export const variations: readonly Variation[] = [
  {
    code: 'SUBSCRIPTION_CASE',
    description: 'with the name of the subscription as written',
    change: (request, { subscription }) =>
      request.method === 'OPTIONS' ||
      subscription === undefined ||
      subscription === subscription.toUpperCase()
        ? undefined
        : override(request, { 'aeg-subscription-name': subscription }),
  },
  {
    code: 'CONTENT_TYPE_EXACT',
    description: 'without charset in Content-Type',
    change: (request) => withContentType(request, (type) => type.replace(/;.*/, '')),
  },
  {
    code: 'CLOUDEVENTS_NOT_PARSED',
    description: 'as application/json',
    change: (request) =>
      withContentType(request, (type) => type.replace(/cloudevents(-batch)?\+json/, 'json')),
  },
  {
    code: 'NEEDS_ACCEPT',
    description: 'with Accept and User-Agent',
    change: (request) =>
      override(request, { accept: '*/*', 'user-agent': 'Mozilla/5.0 (compatible; signalr-events)' }),
  },
  {
    code: 'NEEDS_EVENT_ID',
    description: 'with aeg-output-event-id',
    change: (request) =>
      request.headers['aeg-event-type'] === 'Notification'
        ? override(request, { 'aeg-output-event-id': crypto.randomUUID() })
        : undefined,
  },
  {
    code: 'ARRAY_REQUIRED',
    description: 'in an array',
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
