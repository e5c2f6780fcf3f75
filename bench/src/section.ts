import type { Costs } from './pairs.js'
import { type Spread, toSpread } from './spread.js'

/** Figures by name, such as `http.express.eventgrid-1.signalr-events/by hand.ratio`. */
export type Figures = ReadonlyMap<string, Spread>

/** Rows under a head. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A chart of bars, all of one unit. */
export interface Chart {
  /** The name of its file. */
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly bars: readonly Bar[]
}

/** A bar; ours are marked. */
export interface Bar {
  readonly label: string
  readonly value: Spread
  readonly isOurs: boolean
}

/** What was measured of one subject. */
export interface Section {
  readonly title: string
  /** How it was measured, in a few sentences. */
  readonly method: string
  readonly tables: readonly Table[]
  readonly charts: readonly Chart[]
  readonly figures: Figures
}

/** Adds what pairs have cost, under a prefix: the ratio slice by slice, and the costs of both sides. */
export function addFigures(
  figures: Map<string, Spread>,
  prefix: string,
  costs: Iterable<readonly [id: string, costs: Costs]>,
): void {
  for (const [id, { slice, base }] of costs) {
    const ratios = slice.map((cost, i) => cost / (base[i] ?? Number.NaN))
    figures.set(`${prefix}.${id}.ratio`, toSpread(ratios))
    figures.set(`${prefix}.${id}.cost`, toSpread(slice))
    figures.set(`${prefix}.${id}.base`, toSpread(base))
  }
}

/** The figures of all sections together. */
export function toAllFigures(sections: readonly Section[]): Figures {
  return new Map(sections.flatMap(({ figures }) => [...figures]))
}

/** A figure that must be there. */
export function figure(figures: Figures, name: string): Spread {
  const found = figures.get(name)
  if (found === undefined) throw new RangeError(`no figure ${name}`)
  return found
}
