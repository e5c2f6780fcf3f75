import type { Costs } from './pairs.js'
import { type Spread, toSpread } from './spread.js'

/** Figures by name, such as `http.express.eventgrid-1.signalr-events/hand-written.ratio`. */
export type Figures = ReadonlyMap<string, Spread>

/** A table. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A bar chart. */
export interface Chart {
  /** The name of the file. */
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly bars: readonly Bar[]
}

/** A bar of a chart. */
export interface Bar {
  readonly label: string
  readonly value: Spread
  readonly isOurs: boolean
}

/** The measurements of one topic. */
export interface Section {
  readonly title: string
  /** The method, in a few sentences. */
  readonly method: string
  readonly tables: readonly Table[]
  readonly charts: readonly Chart[]
  readonly figures: Figures
}

/** Adds the costs of pairs under a prefix: the ratio slice by slice, and the costs of both sides. */
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

/** Returns a figure. @throws {RangeError} if it is missing */
export function figure(figures: Figures, name: string): Spread {
  const found = figures.get(name)
  if (found === undefined) throw new RangeError(`no figure ${name}`)
  return found
}
