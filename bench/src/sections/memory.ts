import { run } from '../processes/ask.js'
import type { MemoryTask } from '../processes/memory.js'
import { toDigits } from '../report/format.js'
import type { Scale } from '../scale.js'
import { figure, type Section } from '../section.js'
import { type Spread, toExact } from '../spread.js'

const rows: Readonly<Record<MemoryTask['keeps'], string>> = {
  events: 'an event, by dedupe with memoryStore',
  keys: 'a key of 36 characters, by memoryStore',
  'a Set': 'a key of 36 characters, by a Set',
  nothing: 'an event that is handled and not remembered',
}

/** Measures the heap after garbage collection. */
export async function measureMemory({ remembered: count, budgetsOnly }: Scale): Promise<Section> {
  const figures = new Map<string, Spread>()
  const all = budgetsOnly ? (['events', 'nothing'] as const) : (Object.keys(rows) as MemoryTask['keeps'][])
  for (const keeps of all) {
    const task: MemoryTask = { keeps, count }
    figures.set(`memory.${keeps}`, toExact(await run<number>('memory', task, ['--expose-gc'])))
  }
  return {
    title: 'Memory',
    method: `Bytes on the heap after garbage collection, over ${count.toLocaleString('en-US')} events or keys, each in a new process.`,
    tables: [
      {
        title: 'Bytes that stay on the heap',
        head: ['of each', 'bytes'],
        rows: all.map((keeps) => [rows[keeps], toDigits(figure(figures, `memory.${keeps}`).median)]),
      },
    ],
    charts: [],
    figures,
  }
}
