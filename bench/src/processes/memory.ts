import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient } from '@signalr-events/testing'
import { createDelivery } from '../deliveries.js'
import { answer, readTask } from './ask.js'
import { readHeap } from './heap.js'

// Measures what stays in memory, in a separate process with `--expose-gc`.

/** The task of this process. */
export interface MemoryTask {
  /** `nothing` remembers nothing, so any growth is a leak. */
  readonly keeps: 'events' | 'keys' | 'a Set' | 'nothing'
  readonly count: number
}

const { keeps, count } = readTask<MemoryTask>()
const batch = 500
const max = 2 * count + 2

/** Functions that process a batch of events, by the number of the first. */
const processors: Readonly<Record<MemoryTask['keeps'], () => (first: number) => unknown>> = {
  events: () => toProcessor([dedupe({ store: memoryStore({ max }) })]),
  nothing: () => toProcessor([]),
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

function toProcessor(use: readonly Middleware[]): (first: number) => Promise<unknown> {
  const client = createClient(createWebhook({}, { use }))
  return (first) => {
    const { headers, text } = createDelivery({ format: 'eventgrid', events: batch }, first)
    return client.send({ method: 'POST', headers, body: text })
  }
}

/** Ids parsed from a body: new strings of 36 characters. */
function listIds(first: number): string[] {
  const { text } = createDelivery({ format: 'eventgrid', events: batch }, first)
  return (JSON.parse(text) as { id: string }[]).map(({ id }) => id)
}

async function measure(): Promise<number> {
  const take = processors[keeps]()
  // Compiled code and caches do not count.
  for (let first = 0; first < 10 * batch; first += batch) await take(first)
  const before = readHeap()
  for (let first = 10 * batch; first < 10 * batch + count; first += batch) await take(first)
  const bytes = (readHeap() - before) / count
  // Keeps the measured objects in use until here.
  await take(10 * batch + count)
  return bytes
}

answer(await measure())
