import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { readHeap } from '../child.js'
import { createDelivery } from '../deliveries.js'
import { type Section, Table, toDigits } from '../figures.js'

const BATCH = 500

/** What remembers something, by what of it is measured. With none, growth is a leak. */
const middleware: Readonly<Record<string, (max: number) => Middleware | undefined>> = {
  'an event that dedupe remembers with memoryStore': (max) => dedupe({ store: memoryStore({ max }) }),
  'a connection that presence keeps with memoryPresence': () => createPresence().middleware,
  'an id of 36 characters in a Set': () => {
    const ids = new Set<string>()
    return ({ id }, _context, next) => {
      ids.add(id)
      return next()
    }
  },
  'an event that is handled and not remembered': () => undefined,
}

/** Measures what stays on the heap. */
export async function measureMemory(count: number): Promise<Section> {
  const table = new Table('Bytes that stay on the heap')
  for (const [row, create] of Object.entries(middleware)) {
    const use = create(2 * count)
    const client = createClient(createWebhook({}, { use: use === undefined ? [] : [use] }))
    const deliver = async (total: number) => {
      for (let sent = 0; sent < total; sent += BATCH)
        await client.send(eventGrid.batch(Array.from({ length: BATCH }, () => eventGrid.connectedEvent())))
    }
    // Compiled code and caches do not count.
    await deliver(20 * BATCH)
    const before = readHeap()
    await deliver(count)
    table.set(row, 'bytes', Math.max(0, readHeap() - before) / count)
    // What was measured is in use until here.
    await deliver(BATCH)
  }
  const method = `Bytes on the heap after garbage collection, over ${count.toLocaleString('en-US')} of each.`
  return { title: 'Memory', method, tables: [table] }
}

const soaked = { events: 10_000_000, hours: 50 }
/** How many events are between samples: whole generations of the store, as memory varies within one. */
const SAMPLE = 500_000
/** How large the heap may be at the end, relative to that after the warm-up of two samples. */
const TOLERANCE = 1.1

/** Handles 50 hours of traffic in less, and prints the heap. Resolves with whether the heap has stayed the same. */
export async function soak(): Promise<boolean> {
  const begin = Date.now()
  const heaps: number[] = []
  let [sent, handled] = [0, 0]
  Date.now = () => begin + (sent / soaked.events) * soaked.hours * 3_600_000
  const count = () => void handled++
  const use = [dedupe({ store: memoryStore() })]
  const client = createClient(createWebhook({ connected: count, disconnected: count }, { use }))

  async function deliver(): Promise<void> {
    const delivery = createDelivery({ format: 'eventgrid', events: 100 }, sent)
    // One of 50 comes twice.
    const isRepeated = sent % 5000 === 0
    sent += 100
    await client.send(delivery)
    if (isRepeated) await client.send(delivery)
  }

  while (sent < soaked.events) {
    await Promise.all(Array.from({ length: 10 }, deliver))
    if (sent % SAMPLE > 0) continue
    if (handled !== sent) throw new Error(`${handled} of ${sent} events were handled`)
    heaps.push(readHeap() / 2 ** 20)
    console.log(`${sent.toLocaleString('en-US')} events: ${toDigits(heaps.at(-1) ?? 0)} MB on the heap`)
  }
  return (heaps.at(-1) ?? 0) <= (heaps[1] ?? 0) * TOLERANCE
}
