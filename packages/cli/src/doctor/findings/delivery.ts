import type { Meaning } from './meaning.js'

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

/** What they mean. */
export const delivery: Readonly<Record<DeliveryCode, Meaning>> = {
  DELIVERY_STATUS: {
    level: 'MUST',
    means:
      'Events are answered with a status of success that Event Grid does not take for one: it knows 200 to 204.',
    cure: 'Answer 200.',
  },
  CONTENT_TYPE_EXACT: {
    level: 'MUST',
    means:
      'The same request is accepted without `; charset=utf-8` in its Content-Type, which Event Grid always sends.',
    cure: 'Compare the media type only: what stands before the semicolon, in any case.',
  },
  CLOUDEVENTS_NOT_PARSED: {
    level: 'MUST',
    means:
      'The same events are accepted as `application/json`: the body parser leaves `application/cloudevents+json` alone, and the webhook finds no body.',
    cure: 'Let the parser take both types, with the option `type` of `express.json()`, or mount the webhook before it.',
    explains: ['BATCH_REFUSED', 'BAD_EVENT_LOSES_BATCH', 'BODY_LIMIT', 'BODY_LIMIT_1_MB'],
  },
  MEDIA_TYPE_REFUSED: {
    level: 'MUST',
    means: 'The server answers 415: no body parser accepts the content type of the request.',
    cure: 'In Fastify (FST_ERR_CTP_INVALID_MEDIA_TYPE), handle the request in an `onRequest` hook, or add a parser for `application/cloudevents+json`. Elsewhere, mount the webhook before the body parser.',
    explains: ['BATCH_REFUSED', 'BAD_EVENT_LOSES_BATCH'],
  },
  ARRAY_REQUIRED: {
    level: 'MUST',
    means: 'The same event is accepted in an array. Event Grid sends a single CloudEvent as a bare object.',
    cure: 'Take both: `const events = Array.isArray(body) ? body : [body]`.',
  },
  NEEDS_EVENT_ID: {
    level: 'MUST',
    means:
      'The same request is accepted with `aeg-output-event-id`, which is documented and in none of the captures.',
    cure: 'Take the id of each event from the body.',
  },
  NEEDS_HEADERS: {
    level: 'SHOULD',
    means:
      'A delivery is refused without `aeg-delivery-count`, `aeg-data-version` and `aeg-metadata-version`, which say nothing that handling events needs.',
    cure: 'Do without them: take `0` for a count that is missing, and the versions from the body.',
  },
  UNKNOWN_TYPE_REFUSED: {
    level: 'MUST',
    means:
      'An event of a type that the webhook does not know is not acknowledged. It comes again for hours, or costs the batch that it is in.',
    cure: 'Answer 200 for events that you do not handle, and filter the types in the subscription.',
  },
  BATCH_REFUSED: {
    level: 'MUST',
    means: 'Single events are acknowledged, several in one delivery are not.',
    cure: 'Take an array, under `application/json` and `application/cloudevents-batch+json` alike, or leave batching off in the subscription.',
    explains: ['BAD_EVENT_LOSES_BATCH', 'BODY_LIMIT', 'BODY_LIMIT_1_MB'],
  },
  BAD_EVENT_LOSES_BATCH: {
    level: 'MUST',
    means:
      'One invalid event turns the whole batch away. With 400 its good events are lost; with 500 they come again and again.',
    cure: 'Handle the good ones, report the others, and answer 200.',
  },
  BODY_LIMIT: {
    level: 'MUST',
    means:
      'A batch of 150 kB is refused, as a rule by a body parser in front: the limit of `express.json()` is 100 kB by default. Event Grid never retries a 413.',
    cure: "Mount the webhook before the parser, or raise its limit: `express.json({ limit: '2mb' })`. Proxies have limits, too.",
    explains: ['BODY_LIMIT_1_MB'],
  },
  BODY_LIMIT_1_MB: {
    level: 'SHOULD',
    means: 'A batch of 1 MB is refused, and Event Grid sends up to that.',
    cure: 'Raise the limit to 2 MB, or keep the preferred batch size of the subscription well below it.',
  },
  BURST_REFUSED: {
    level: 'MUST',
    means:
      'Of many deliveries in a short time, some are refused with a status that Event Grid never retries: their events are lost.',
    cure: 'Let the rate limiter answer 429 or 503, or exempt the webhook from it.',
    explains: ['RATE_LIMITED', 'FORBIDDEN', 'AUTH_IN_FRONT'],
  },
  ACKNOWLEDGES_EARLY: {
    level: 'MUST',
    means:
      'The answer comes before the body has: events are acknowledged before they are read, and lost when handling them fails.',
    cure: 'Answer when the handlers have ended, or when a queue has the events.',
    explains: ['ACKNOWLEDGES_UNREAD'],
  },
  ACKNOWLEDGES_UNREAD: {
    level: 'SHOULD',
    means:
      'A body that is cut off is acknowledged, so the answer says nothing about whether events were read.',
    cure: 'Answer when the body is parsed and the handlers have ended, and refuse what is not JSON.',
  },
  OPEN_TO_ANYBODY: {
    level: 'SHOULD',
    means:
      'The same request without the query and the headers is accepted: anybody who finds the URL can subscribe it or deliver events.',
    cure: 'Check the key on every POST, the validation request included.',
  },
}
