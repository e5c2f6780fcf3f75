import type { Figures } from '../section.js'
import {
  behindParser,
  handWritten,
  ours,
  type RoutePair,
  withDedupe,
  withSet,
} from '../sections/http-runs.js'

/** A comparison with another library or with hand-written code. */
export interface Comparison {
  readonly subject: string
  readonly rival: string
  /** Our cost divided by theirs. Above 1, ours costs more. */
  readonly ratio: number
}

const rivals: readonly (readonly [subject: string, routes: RoutePair, rival: string])[] = [
  ['CPU of a request', [ours, handWritten], 'a hand-written route that checks nothing'],
  ['CPU of a request', [ours, behindParser], 'a hand-written route behind the usual parser'],
  ['CPU of a request with deduplication', [withDedupe, withSet], 'a hand-written route with a Set of ids'],
]
const shapes = [
  ['eventgrid-1', 'one event'],
  ['eventgrid-500', '500 events'],
  ['cloudevents-1', 'one CloudEvent'],
] as const

/** Lists all comparisons that were measured. */
export function listComparisons(figures: Figures): readonly Comparison[] {
  const all = [...listRoutes(figures), ...listPeers(figures), ...listStores(figures), ...listWeights(figures)]
  return all.filter(({ ratio }) => Number.isFinite(ratio))
}

function listRoutes(figures: Figures): Comparison[] {
  return ['express', 'koa', 'hono', 'fastify', 'node:http'].flatMap((framework) =>
    shapes.flatMap(([shape, events]) =>
      rivals.map(([subject, [route, base], rival]) => ({
        subject: `${subject}, ${framework}, ${events}`,
        rival,
        ratio: read(figures, `http.${framework}.${shape}.${route}/${base}.ratio`),
      })),
    ),
  )
}

function listPeers(figures: Figures): Comparison[] {
  return ['@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express'].flatMap((peer) =>
    shapes.flatMap(([shape, events]) => [
      {
        subject: `CPU of a request, express, ${events}`,
        rival: `\`${peer}\``,
        ratio: 1 / read(figures, `http.express.${shape}.${peer}/signalr-events.ratio`),
      },
      {
        subject: `CPU in one process, ${events}`,
        rival: `\`${peer}\``,
        ratio: divide(figures, `in-process.${shape}.handle.ratio`, `in-process.${shape}.${peer}.ratio`),
      },
    ]),
  )
}

function listStores(figures: Figures): Comparison[] {
  return [
    { subject: '`memoryStore`, 100,000 ids', rival: 'a Set', ratio: read(figures, 'stores.100000.ratio') },
    ...[1, 10, 500].map((ids) => ({
      subject: `a claim of ${ids} on Redis`,
      rival: 'a plain socket',
      ratio: read(figures, `redis.claim ${ids}.ratio`),
    })),
  ]
}

function listWeights(figures: Figures): Comparison[] {
  const ours = '@signalr-events/express'
  const others = ['zod', '@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express']
  return others.flatMap((other) => [
    {
      subject: `import of \`${ours}\``,
      rival: `\`${other}\``,
      ratio: divide(figures, `imports.${ours}.cost`, `imports.${other}.cost`),
    },
    {
      subject: `files of \`${ours}\``,
      rival: `\`${other}\``,
      ratio: divide(figures, `install.${ours}`, `install.${other}`),
    },
  ])
}

function divide(figures: Figures, name: string, by: string): number {
  return read(figures, name) / read(figures, by)
}

function read(figures: Figures, name: string): number {
  return figures.get(name)?.median ?? Number.NaN
}
