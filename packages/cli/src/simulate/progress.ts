import type { EventGrid, Subscription, Traffic } from '@signalr-events/simulator'
import { createRates } from './rates.js'
import type { Tally } from './tally.js'

/** How far a simulation is. */
export interface Progress {
  /** Milliseconds of this machine. */
  readonly elapsed: number
  /** How many connections are open in truth. */
  readonly online: number
  /** How many open in a second, of late. */
  readonly connecting: number
  readonly disconnecting: number
  readonly published: number
  readonly subscription: Subscription
  readonly tally: Tally
  /** Whether nobody comes and goes any more. */
  readonly over: boolean
}

/** Follows a simulation: what it returns says how far it is. */
export function follow(grid: EventGrid, traffic: Traffic, tally: Tally): () => Progress {
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
    // Every event is one connection more or less.
    const totals = [(published + online) / 2, (published - online) / 2]
    const [connecting = 0, disconnecting = 0] = rates.take(elapsed, totals)
    const [subscription] = grid.subscriptions() as [Subscription]
    return { elapsed, online, connecting, disconnecting, published, subscription, tally, over }
  }
}
