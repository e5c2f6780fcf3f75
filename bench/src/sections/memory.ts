import { createWebhook, type Webhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { type Cell, toDigits } from '../table.js'

const COUNT = 100_000
const BATCH = 500

/** Measures what stays on the heap. With nothing that remembers something, growth is a leak. */
export async function measureMemory(): Promise<Cell[]> {
  const uses = {
    'an event that dedupe remembers with memoryStore': [dedupe({ store: memoryStore({ max: 2 * COUNT }) })],
    'a connection that presence keeps with memoryPresence': [createPresence().middleware],
    'an event that is handled and not remembered': [],
  }
  const cells: Cell[] = []
  for (const [row, use] of Object.entries(uses)) {
    const value = await measureGrowth(createWebhook({}, { use }), 20 * BATCH, COUNT)
    cells.push({ row, column: 'bytes', value })
  }
  return cells
}

/** Handles 50 hours of traffic in minutes. Resolves with whether the heap has stayed the same. */
export async function soak(): Promise<boolean> {
  const [begin, hours, total] = [Date.now(), 50, 10_000_000]
  let handled = 0
  Date.now = () => begin + (handled / total) * hours * 3_600_000
  const webhook = createWebhook(
    { connected: () => void handled++ },
    { use: [dedupe({ store: memoryStore() })] },
  )
  // Whole generations of the store, as memory varies within one.
  const growth = await measureGrowth(webhook, 1_000_000, total)
  console.log(`The heap has grown by ${toDigits(growth)} bytes for each of ${handled} events.`)
  return growth < 0.1
}

/** How many bytes the heap grows for an event, after others for which code is compiled and caches are filled. */
async function measureGrowth(webhook: Webhook, warmUp: number, count: number): Promise<number> {
  const client = createClient(webhook)
  const deliver = async (total: number) => {
    for (let sent = 0; sent < total; sent += BATCH)
      await client.send(eventGrid.batch(Array.from({ length: BATCH }, () => eventGrid.connectedEvent())))
  }
  await deliver(warmUp)
  const before = readHeap()
  await deliver(count)
  const growth = readHeap() - before
  // What was measured is in use until here.
  await deliver(BATCH)
  return Math.max(0, growth / count)
}

/** The bytes of all objects, and of typed arrays outside of the heap. */
function readHeap(): number {
  // The first collection runs finalizers; the second collects what they held.
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
