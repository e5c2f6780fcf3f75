import { createWebhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient } from '@signalr-events/testing'
import { readHeap, readTask, send } from '../child.js'
import { createDelivery } from '../deliveries.js'

// Days of deliveries through one webhook, with `--expose-gc` and a clock that runs faster.

/** The task of this process. */
export interface SoakTask {
  readonly events: number
  readonly hours: number
  /** The number of events between samples: whole generations of the store, as memory varies within one. */
  readonly interval: number
}

/** How large the heap is after so many events. */
export interface Sample {
  readonly events: number
  readonly hours: number
  readonly heap: number
}

const { events, hours, interval } = readTask<SoakTask>()
const BATCH = 100
const IN_FLIGHT = 10
/** One of so many deliveries comes twice. */
const REPEATED = 50

const begin = Date.now()
const msPerEvent = (hours * 3_600_000) / events
let sent = 0
let handled = 0
Date.now = () => begin + sent * msPerEvent

const count = () => void handled++
const use = [dedupe({ store: memoryStore() })]
const client = createClient(createWebhook({ connected: count, disconnected: count }, { use }))

async function deliver(): Promise<void> {
  const delivery = createDelivery({ format: 'eventgrid', events: BATCH }, sent)
  const isRepeated = (sent / BATCH) % REPEATED === 0
  sent += BATCH
  await client.send(delivery)
  if (isRepeated) await client.send(delivery)
}

while (sent < events) {
  await Promise.all(Array.from({ length: IN_FLIGHT }, deliver))
  if (sent % interval > 0) continue
  if (handled !== sent) throw new Error(`${handled} of ${sent} events were handled`)
  send({ events: sent, hours: (sent * msPerEvent) / 3_600_000, heap: readHeap() } satisfies Sample)
}
process.disconnect()
