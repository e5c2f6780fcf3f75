import type { Shape } from '../deliveries.js'
import { toText, webPubSub } from '../load/request.js'
import type { Framework } from '../servers/servers.js'

/** Deliveries of one shape to the routes of one framework, and the pairs of routes to compare. */
export interface Run {
  readonly framework: Framework
  readonly shape: Shape
  readonly pairs: readonly RoutePair[]
}

/** Two routes; the cost of the first is divided by that of the second. */
export type RoutePair = readonly [route: string, base: string]

export const one: Shape = { format: 'eventgrid', events: 1 }
export const many: Shape = { format: 'eventgrid', events: 500 }
const oneCloudEvent: Shape = { format: 'cloudevents', events: 1 }

export const ours = 'signalr-events'
export const withDedupe = 'signalr-events, dedupe'
/** Spans and metrics, without an SDK that exports them. */
export const withOtel = 'signalr-events, otel'
export const handWritten = 'hand-written'
export const behindParser = 'hand-written, parser'
/** Remembers ids in a Set, so that an event whose handler fails is lost. */
export const withSet = 'hand-written, Set'
const azure = '@azure/eventgrid'
export const sdk = 'cloudevents'
const webPubSubExpress = '@azure/web-pubsub-express'
/** Published packages of others, on Express. */
export const peers: readonly string[] = [azure, sdk, webPubSubExpress]

const oursOnly: readonly RoutePair[] = [
  [ours, handWritten],
  [withDedupe, ours],
]
const usual: readonly RoutePair[] = [...oursOnly, [behindParser, handWritten], [ours, behindParser]]

export const runs: readonly Run[] = [one, many].flatMap((shape): Run[] => [
  { framework: 'express', shape, pairs: [...usual, [azure, ours]] },
  { framework: 'koa', shape, pairs: usual },
  { framework: 'hono', shape, pairs: usual },
  { framework: 'fastify', shape, pairs: usual },
  {
    framework: 'node:http',
    shape,
    pairs: [...oursOnly, [withOtel, ours], [withDedupe, withSet], [withSet, handWritten], [ours, ours]],
  },
])

/** Peers without Event Grid schema. Azure Web PubSub sends its own event for a new connection. */
export const cloudEventsRun: Run = {
  framework: 'express',
  shape: oneCloudEvent,
  pairs: [
    [azure, ours],
    [sdk, ours],
    [webPubSubExpress, ours],
  ],
}

/** A subset that shows regressions: deduplication and batches cost the same in every framework. */
export const checkedRuns: readonly Run[] = [
  ...(['express', 'koa', 'hono', 'fastify'] as const).map((framework): Run => {
    return {
      framework,
      shape: one,
      pairs: [
        [ours, handWritten],
        [ours, behindParser],
      ],
    }
  }),
  ...[one, many].map((shape): Run => {
    return { framework: 'node:http', shape, pairs: [...oursOnly, [withOtel, ours]] }
  }),
]

/** Returns the request for a route. */
export function requestFor(route: string, shape: Shape): string {
  return route === webPubSubExpress ? webPubSub : toText(shape)
}
