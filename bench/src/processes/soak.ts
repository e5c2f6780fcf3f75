import { createWebhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient } from '@signalr-events/testing'
import { createDelivery } from '../deliveries.js'
import { readTask } from './ask.js'
import { readHeap } from './heap.js'

// Two days of deliveries through one webhook, in a separate process with `--expose-gc` and a simulated clock.

/** The task of this process. */
export interface SoakTask {
  readonly events: number
  readonly hours: number
  /** The number of events between samples: whole generations of the store, because memory varies within one. */
  readonly interval: number
}

/** A sample. */
export interface Sample {
  readonly events: number
  readonly hours: number
  readonly heap: number
}

const { events, hours, interval } = readTask<SoakTask>()
const batch = 100
const concurrency = 10
/** One of this many deliveries is repeated. */
const repeated = 50

const start = Date.now()
const msPerEvent = (hours * 3_600_000) / events
let sent = 0
let handled = 0
Date.now = () => start + sent * msPerEvent

const count = () => void handled++
const client = createClient(
  createWebhook({ connected: count, disconnected: count }, { use: [dedupe({ store: memoryStore() })] }),
)

async function deliver(): Promise<void> {
  const { headers, text } = createDelivery({ format: 'eventgrid', events: batch }, sent)
  const request = { method: 'POST', headers, body: text } as const
  const isRepeated = (sent / batch) % repeated === 0
  sent += batch
  await client.send(request)
  if (isRepeated) await client.send(request)
}

while (sent < events) {
  await Promise.all(Array.from({ length: concurrency }, deliver))
  if (sent % interval > 0) continue
  if (handled !== sent) throw new Error(`${handled} of ${sent} events were handled`)
  const sample: Sample = { events: sent, hours: (sent * msPerEvent) / 3_600_000, heap: readHeap() }
  process.send?.(sample)
}
process.disconnect()
