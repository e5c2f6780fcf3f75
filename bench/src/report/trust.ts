import type { Figures, Table } from '../section.js'
import { toRatio } from './format.js'

/** What came of setting contenders against themselves: how far to trust the other ratios. */
export function toTrust(figures: Figures): Table {
  const rows = [...figures].flatMap(([name, spread]) => {
    const subject = /^(.*) against itself\.ratio$/.exec(name)?.[1]
    return subject === undefined ? [] : [[subject, toRatio(spread)]]
  })
  return { title: 'A contender against itself, which should be 1', head: ['', 'median (quartiles)'], rows }
}
