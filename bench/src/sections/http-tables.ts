import { nameOf, type Shape, titleOf } from '../deliveries.js'
import { toDigits, toRatio } from '../report/format.js'
import { type Chart, type Figures, figure, type Table } from '../section.js'
import {
  behindParser,
  cloudEventsRun,
  handWritten,
  ours,
  peers,
  type RoutePair,
  runs,
  withDedupe,
  withOtel,
  withSet,
} from './http-runs.js'

/** The columns of ratios, under their names. */
const columns: Readonly<Record<string, RoutePair>> = {
  '/ hand-written': [ours, handWritten],
  '/ hand-written, parser': [ours, behindParser],
  'dedupe / without': [withDedupe, ours],
  'otel, no SDK / without': [withOtel, ours],
  'dedupe / hand-written, Set': [withDedupe, withSet],
  'parser / hand-written': [behindParser, handWritten],
  'Set / hand-written': [withSet, handWritten],
}

/** Our routes and the hand-written ones, by framework. */
export function toRoutesTable(figures: Figures): Table {
  return {
    title: 'CPU time per request: microseconds, and ratios as median (quartiles)',
    head: ['', 'µs', ...Object.keys(columns)],
    rows: runs.map(({ framework, shape }) => {
      const prefix = `http.${framework}.${nameOf(shape)}`
      return [
        `${framework}, ${titleOf(shape)}`,
        toDigits(figure(figures, `${prefix}.${ours}/${handWritten}.cost`).median),
        ...Object.values(columns).map(([route, base]) =>
          toRatio(figures.get(`${prefix}.${route}/${base}.ratio`)),
        ),
      ]
    }),
  }
}

/** Peers on Express and ours. */
export function toPeersTable(figures: Figures): Table {
  const pairs = [...runs, cloudEventsRun].flatMap(({ framework, shape, pairs }) =>
    pairs.map(([route, base]) => ({
      route,
      shape,
      name: `http.${framework}.${nameOf(shape)}.${route}/${base}`,
    })),
  )
  return {
    title: 'CPU time per request on Express / that of signalr-events: median (quartiles)',
    head: ['', 'µs', '/ signalr-events'],
    rows: pairs
      .filter(({ route, name }) => peers.includes(route) && figures.has(`${name}.ratio`))
      .map(({ route, shape, name }) => [
        `${route}, ${titleOf(shape)}`,
        toDigits(figure(figures, `${name}.cost`).median),
        toRatio(figures.get(`${name}.ratio`)),
      ]),
  }
}

/** Our routes and the hand-written ones, in microseconds. */
export function toChart(shape: Shape, figures: Figures): Chart {
  const bars = runs
    .filter((run) => run.shape === shape)
    .flatMap(({ framework }) => {
      const prefix = `http.${framework}.${nameOf(shape)}`
      const all = [
        [ours, `${ours}/${handWritten}.cost`],
        [withDedupe, `${withDedupe}/${ours}.cost`],
        [handWritten, `${ours}/${handWritten}.base`],
        [behindParser, `${ours}/${behindParser}.base`],
        [withSet, `${withDedupe}/${withSet}.base`],
      ] as const
      return all
        .filter(([, name]) => figures.has(`${prefix}.${name}`))
        .map(([route, name]) => ({
          label: `${framework}: ${route}`,
          value: figure(figures, `${prefix}.${name}`),
          isOurs: route.startsWith(ours),
        }))
    })
  return { name: `http-${nameOf(shape)}`, title: `CPU time per request, ${titleOf(shape)}`, unit: 'µs', bars }
}
