import type { Random } from './random.js'
import type { Delivery, SentEvent } from './sender.js'

/** Options of {@link createTraffic}. */
export interface TrafficOptions {
  readonly events: number
  readonly connections: number
  /** The share of events that are sent twice, between 0 and 1. */
  readonly duplicates: number
  /** Maximum events in a delivery, before duplicates are added. */
  readonly largest: number
}

/**
 * Creates deliveries of events in random order, in both schemas. Every other duplicate is in the next delivery, so that
 * both are in flight at once. The other duplicates are anywhere.
 */
export function createTraffic(random: Random, options: TrafficOptions): Delivery[] {
  const shuffled = random.shuffle(createEvents(options))
  const batches: SentEvent[][] = []
  for (let start = 0; start < shuffled.length; ) {
    const end = start + 1 + random.below(options.largest)
    batches.push(shuffled.slice(start, end))
    start = end
  }
  for (let i = 0; i < options.events * options.duplicates; i++) {
    const from = random.below(batches.length)
    const batch = batches[from] ?? []
    const to = i % 2 === 0 ? (from + 1) % batches.length : random.below(batches.length)
    batches[to]?.push(...batch.slice(random.below(batch.length)).slice(0, 1))
  }
  return batches.map((events, i) => ({
    name: `delivery-${i}`,
    schema: random.below(2) === 0 ? 'eventgrid' : 'cloudevents',
    events: random.shuffle(events),
  }))
}

/** A connected and a disconnected event share their id, as in Microsoft's own samples. */
function createEvents({ events, connections }: TrafficOptions): SentEvent[] {
  return Array.from({ length: events }, (_, i) => ({
    type: i % 2 === 0 ? 'connected' : 'disconnected',
    id: `event-${Math.floor(i / 2)}`,
    connectionId: `connection-${Math.floor(i / 2) % connections}`,
  }))
}
