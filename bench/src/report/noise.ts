import type { Figures, Table } from '../section.js'
import { toRatio } from './format.js'

/** Lists the ratios of candidates against themselves, which show how exact the other ratios are. */
export function toNoiseTable(figures: Figures): Table {
  const rows = [...figures].flatMap(([name, spread]) => {
    const subject = /^(.*) against itself\.ratio$/.exec(name)?.[1]
    return subject === undefined ? [] : [[subject, toRatio(spread)]]
  })
  return { title: 'A candidate against itself, which should be 1', head: ['', 'median (quartiles)'], rows }
}
