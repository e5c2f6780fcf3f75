import type { FindingDescription } from './description.js'

/** Findings about deliveries. */
export type DeliveryCode =
  | 'DELIVERY_STATUS'
  | 'CONTENT_TYPE_EXACT'
  | 'CLOUDEVENTS_NOT_PARSED'
  | 'MEDIA_TYPE_REFUSED'
  | 'ARRAY_REQUIRED'
  | 'NEEDS_EVENT_ID'
  | 'NEEDS_HEADERS'
  | 'UNKNOWN_TYPE_REFUSED'
  | 'BATCH_REFUSED'
  | 'BAD_EVENT_LOSES_BATCH'
  | 'BODY_LIMIT'
  | 'BODY_LIMIT_1_MB'
  | 'BURST_REFUSED'
  | 'ACKNOWLEDGES_EARLY'
  | 'ACKNOWLEDGES_UNREAD'
  | 'OPEN_TO_ANYBODY'

/** Their descriptions. */
export const delivery: Readonly<Record<DeliveryCode, FindingDescription>> = {
  DELIVERY_STATUS: {
    level: 'MUST',
    description:
      'Events are answered with a 2xx status that Event Grid counts as a failure. Only 200 to 204 count as success.',
    fix: 'Answer 200.',
  },
  CONTENT_TYPE_EXACT: {
    level: 'MUST',
    description:
      'The same request is accepted without `; charset=utf-8` in its Content-Type. Event Grid always sends it.',
    fix: 'Compare only the media type before the semicolon, case-insensitively.',
  },
  CLOUDEVENTS_NOT_PARSED: {
    level: 'MUST',
    description:
      'The same events are accepted as `application/json`. The body parser skips `application/cloudevents+json`, so the webhook finds no body.',
    fix: 'Configure the parser for both types, with the option `type` of `express.json()`, or mount the webhook before it.',
    explains: ['BATCH_REFUSED', 'BAD_EVENT_LOSES_BATCH', 'BODY_LIMIT', 'BODY_LIMIT_1_MB'],
  },
  MEDIA_TYPE_REFUSED: {
    level: 'MUST',
    description: 'The server answers 415: no body parser accepts the content type of the request.',
    fix: 'In Fastify (FST_ERR_CTP_INVALID_MEDIA_TYPE), handle the request in an `onRequest` hook, or add a parser for `application/cloudevents+json`. Elsewhere, mount the webhook before the body parser.',
    explains: ['BATCH_REFUSED', 'BAD_EVENT_LOSES_BATCH'],
  },
  ARRAY_REQUIRED: {
    level: 'MUST',
    description:
      'The same event is accepted in an array. Event Grid sends a single CloudEvent as an object, without an array.',
    fix: 'Accept both: `const events = Array.isArray(body) ? body : [body]`.',
  },
  NEEDS_EVENT_ID: {
    level: 'MUST',
    description:
      'The same request is accepted with `aeg-output-event-id`. That header is documented, but no captured delivery has it.',
    fix: 'Read the id of each event from the body.',
  },
  NEEDS_HEADERS: {
    level: 'SHOULD',
    description:
      'A delivery without `aeg-delivery-count`, `aeg-data-version` and `aeg-metadata-version` is rejected. Handlers do not need these headers.',
    fix: 'Make them optional: use `0` for a missing count, and read the versions from the body.',
  },
  UNKNOWN_TYPE_REFUSED: {
    level: 'MUST',
    description:
      'An event of an unknown type is not acknowledged. Event Grid retries it for hours, or the whole batch is lost.',
    fix: 'Answer 200 for event types that you do not handle, and filter the types in the subscription.',
  },
  BATCH_REFUSED: {
    level: 'MUST',
    description: 'Single events are acknowledged, but several events in one delivery are not.',
    fix: 'Accept an array with `application/json` and with `application/cloudevents-batch+json`, or leave batching off in the subscription.',
    explains: ['BAD_EVENT_LOSES_BATCH', 'BODY_LIMIT', 'BODY_LIMIT_1_MB'],
  },
  BAD_EVENT_LOSES_BATCH: {
    level: 'MUST',
    description:
      'One invalid event rejects the whole batch. With 400 its valid events are lost. With 500 they are retried until they expire.',
    fix: 'Handle the valid events, report the invalid ones, and answer 200.',
  },
  BODY_LIMIT: {
    level: 'MUST',
    description:
      'A batch of 150 kB is rejected, usually by a body parser in front: the default limit of `express.json()` is 100 kB. Event Grid never retries a 413.',
    fix: "Mount the webhook before the parser, or raise its limit: `express.json({ limit: '2mb' })`. Proxies have limits too.",
    explains: ['BODY_LIMIT_1_MB'],
  },
  BODY_LIMIT_1_MB: {
    level: 'SHOULD',
    description: 'A batch of 1 MB is rejected. Event Grid sends batches of up to 1 MB.',
    fix: 'Raise the limit to 2 MB, or set the preferred batch size of the subscription well below the limit.',
  },
  BURST_REFUSED: {
    level: 'MUST',
    description:
      'Some of many deliveries at once are answered with a status that Event Grid never retries. Their events are lost.',
    fix: 'Configure the rate limiter to answer 429 or 503, or exempt the webhook from it.',
    explains: ['RATE_LIMITED', 'FORBIDDEN', 'AUTH_IN_FRONT'],
  },
  ACKNOWLEDGES_EARLY: {
    level: 'MUST',
    description:
      'The webhook answers before the body has arrived. Events are acknowledged before they are read, and lost if a handler fails.',
    fix: 'Answer when the handlers have finished, or when a queue has accepted the events.',
    explains: ['ACKNOWLEDGES_UNREAD'],
  },
  ACKNOWLEDGES_UNREAD: {
    level: 'SHOULD',
    description:
      'A truncated body is acknowledged. So an acknowledgement does not mean that the events were read.',
    fix: 'Answer when the body is parsed and the handlers have finished, and reject bodies that are not JSON.',
  },
  OPEN_TO_ANYBODY: {
    level: 'SHOULD',
    description:
      'The same request is accepted without the query and the headers. Anybody who knows the URL can subscribe it or deliver events.',
    fix: 'Check the key of every POST, including the validation request.',
  },
}
