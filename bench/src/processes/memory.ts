import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { readHeap, readTask, send } from '../child.js'

// Measures what stays in memory, with `--expose-gc`.

/** The task of this process. With `nothing`, growth is a leak. */
export interface MemoryTask {
  readonly keeps: 'events' | 'connections' | 'set' | 'nothing'
  readonly count: number
}

const { keeps, count } = readTask<MemoryTask>()
const BATCH = 500
const set = new Set<string>()

const middleware: Readonly<Record<MemoryTask['keeps'], readonly Middleware[]>> = {
  events: [dedupe({ store: memoryStore({ max: 2 * count }) })],
  connections: [createPresence().middleware],
  set: [
    (event, _context, next) => {
      set.add(event.id)
      return next()
    },
  ],
  nothing: [],
}
const client = createClient(createWebhook({}, { use: middleware[keeps] }))

async function deliver(total: number): Promise<void> {
  for (let sent = 0; sent < total; sent += BATCH)
    await client.send(eventGrid.batch(Array.from({ length: BATCH }, () => eventGrid.connectedEvent())))
}

// Compiled code and caches do not count.
await deliver(20 * BATCH)
const before = readHeap()
await deliver(count)
send((readHeap() - before) / count)
// What was measured is in use until here.
await deliver(BATCH)
process.disconnect()
