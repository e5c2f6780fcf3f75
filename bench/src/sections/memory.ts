import { isBudgeted } from '../budgets.js'
import { start } from '../child.js'
import { type Section, Table } from '../figures.js'
import type { MemoryTask } from '../processes/memory.js'

const rows: Readonly<Record<MemoryTask['keeps'], string>> = {
  events: 'an event that dedupe remembers with memoryStore',
  connections: 'a connection that presence keeps with memoryPresence',
  set: 'an id of 36 characters in a Set',
  nothing: 'an event that is handled and not remembered',
}

/** Measures what stays on the heap. */
export async function measureMemory(count: number, all: boolean): Promise<Section> {
  const table = new Table('Bytes that stay on the heap')
  for (const keeps of Object.keys(rows) as MemoryTask['keeps'][]) {
    if (!all && !isBudgeted(rows[keeps], 'bytes')) continue
    const child = start('memory', { keeps, count } satisfies MemoryTask, ['--expose-gc'])
    table.set(rows[keeps], 'bytes', Math.max(0, await child.receive<number>()))
    await child.stop()
  }
  const method = `Bytes on the heap after garbage collection, over ${count.toLocaleString('en-US')} of each, in a new process.`
  return { title: 'Memory', method, tables: [table] }
}
