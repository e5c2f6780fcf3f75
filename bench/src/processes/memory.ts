import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient } from '@signalr-events/testing'
import { createDelivery } from '../deliveries.js'
import { answer, readTask } from './ask.js'
import { readHeap } from './heap.js'

// Measures what stays in memory, in a process of its own with `--expose-gc`.

/** What this process is asked for. */
export interface MemoryTask {
  /** `nothing` remembers nothing: what grows then, leaks. */
  readonly keeps: 'events' | 'keys' | 'a Set' | 'nothing'
  readonly count: number
}

const { keeps, count } = readTask<MemoryTask>()
const batch = 500
const max = 2 * count + 2

/** What takes a batch of events, by the number of the first. */
const takers: Readonly<Record<MemoryTask['keeps'], () => (first: number) => unknown>> = {
  events: () => toTaker([dedupe({ store: memoryStore({ max }) })]),
  nothing: () => toTaker([]),
  keys() {
    const store = memoryStore({ max })
    return (first) => store.done(listIds(first), 60_000)
  },
  'a Set'() {
    const set = new Set<string>()
    return (first) => {
      for (const id of listIds(first)) set.add(id)
    }
  },
}

function toTaker(use: readonly Middleware[]): (first: number) => Promise<unknown> {
  const client = createClient(createWebhook({}, { use }))
  return (first) => {
    const { headers, text } = createDelivery({ format: 'eventgrid', events: batch }, first)
    return client.send({ method: 'POST', headers, body: text })
  }
}

/** Ids as they come out of a body: fresh strings of 36 characters. */
function listIds(first: number): string[] {
  const { text } = createDelivery({ format: 'eventgrid', events: batch }, first)
  return (JSON.parse(text) as { id: string }[]).map(({ id }) => id)
}

async function measure(): Promise<number> {
  const take = takers[keeps]()
  // What is compiled and cached on the way counts for nobody.
  for (let first = 0; first < 10 * batch; first += batch) await take(first)
  const before = readHeap()
  for (let first = 10 * batch; first < 10 * batch + count; first += batch) await take(first)
  const bytes = (readHeap() - before) / count
  // What is measured must still be in use, or there would be nothing left to measure.
  await take(10 * batch + count)
  return bytes
}

answer(await measure())
