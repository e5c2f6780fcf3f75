import type { Shape } from '../deliveries.js'
import { toText, webPubSub } from '../load/request.js'
import type { Framework } from '../servers/servers.js'

/** Deliveries of one shape to the routes of one framework, and which routes are set against which. */
export interface Run {
  readonly framework: Framework
  readonly shape: Shape
  readonly pairs: readonly RoutePair[]
}

/** The first over the second. */
export type RoutePair = readonly [route: string, base: string]

export const one: Shape = { format: 'eventgrid', events: 1 }
export const many: Shape = { format: 'eventgrid', events: 500 }
const oneCloudEvent: Shape = { format: 'cloudevents', events: 1 }

export const ours = 'signalr-events'
export const withDedupe = 'signalr-events, dedupe'
export const byHand = 'by hand'
export const behindParser = 'by hand, parser'
/** Remembers ids, as one does by hand: an event whose handler fails is lost. */
export const withSet = 'by hand, Set'
const azure = '@azure/eventgrid'
export const sdk = 'cloudevents'
const webPubSubExpress = '@azure/web-pubsub-express'
/** What others have published, on Express. */
export const peers: readonly string[] = [azure, sdk, webPubSubExpress]

const oursOnly: readonly RoutePair[] = [
  [ours, byHand],
  [withDedupe, ours],
]
const usual: readonly RoutePair[] = [...oursOnly, [behindParser, byHand], [ours, behindParser]]

export const runs: readonly Run[] = [one, many].flatMap((shape): Run[] => [
  { framework: 'express', shape, pairs: [...usual, [azure, ours]] },
  { framework: 'koa', shape, pairs: usual },
  { framework: 'hono', shape, pairs: usual },
  { framework: 'fastify', shape, pairs: usual },
  {
    framework: 'node:http',
    shape,
    pairs: [...oursOnly, [withDedupe, withSet], [withSet, byHand], [ours, ours]],
  },
])

/** Peers that take no Event Grid schema. What Azure Web PubSub sends is its own event of the same kind. */
export const cloudEventsRun: Run = {
  framework: 'express',
  shape: oneCloudEvent,
  pairs: [
    [azure, ours],
    [sdk, ours],
    [webPubSubExpress, ours],
  ],
}

/** Enough to see that something has become slower: deduplication and batches cost the same in every framework. */
export const checkedRuns: readonly Run[] = [
  ...(['express', 'koa', 'hono', 'fastify'] as const).map((framework): Run => {
    return {
      framework,
      shape: one,
      pairs: [
        [ours, byHand],
        [ours, behindParser],
      ],
    }
  }),
  ...[one, many].map((shape): Run => ({ framework: 'node:http', shape, pairs: oursOnly })),
]

/** What a route is sent. */
export function requestFor(route: string, shape: Shape): string {
  return route === webPubSubExpress ? webPubSub : toText(shape)
}
