import type { EventGrid, Subscription, Traffic } from '@signalr-events/simulator'
import { createRates } from './rates.js'
import type { Stats } from './stats.js'

/** The progress of a simulation. */
export interface Progress {
  /** Milliseconds of real time. */
  readonly elapsed: number
  /** How many connections are really open. */
  readonly online: number
  /** Recently opened connections per second. */
  readonly connecting: number
  /** Recently closed connections per second. */
  readonly disconnecting: number
  readonly published: number
  /** Pending events include those that a fault holds back. */
  readonly subscription: Subscription
  readonly stats: Stats
  /** Whether the traffic has ended. */
  readonly over: boolean
}

/** Follows a simulation. Returns a function that reads its progress. */
export function follow(grid: EventGrid, traffic: Traffic, stats: Stats): () => Progress {
  const start = performance.now()
  const rates = createRates()
  let over = false
  void traffic.done.then(() => {
    over = true
  })
  return () => {
    const elapsed = performance.now() - start
    const { published } = traffic
    const online = traffic.online().length
    // Every event opens or closes one connection.
    const totals = [(published + online) / 2, (published - online) / 2]
    const [connecting = 0, disconnecting = 0] = rates.take(elapsed, totals)
    const [counts] = grid.subscriptions() as [Subscription]
    const subscription = { ...counts, pending: counts.pending + grid.delayed() }
    return { elapsed, online, connecting, disconnecting, published, subscription, stats, over }
  }
}
