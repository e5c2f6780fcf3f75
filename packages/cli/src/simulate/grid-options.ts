import type { Clock, EventGridOptions, TrafficOptions } from '@signalr-events/simulator'
import { toGridFaults } from '../grid-faults.js'
import type { SimulateOptions } from './options.js'
import type { Stats } from './stats.js'

/** The options of an Event Grid with one subscription. */
export function toGridOptions(
  url: URL,
  options: SimulateOptions,
  clock: Clock,
  stats: Stats,
): EventGridOptions {
  const { subscription, schema, header, batch, maxAttempts, ttl, deadLetter, timeout, source, seed } = options
  return {
    subscriptions: [
      {
        endpoint: url.href,
        name: subscription,
        schema,
        headers: header,
        batch: { maxEvents: batch },
        retry: { maxAttempts, timeToLive: ttl },
        deadLetter: deadLetter !== undefined,
        timeout: timeout * 1000,
        // To wait for a server is the task of --wait.
        handshakeAttempts: 1,
      },
    ],
    ...{ clock, source, seed },
    faults: toGridFaults(options.faults).faults,
    // The stats keep what is needed, in bounded memory.
    history: 1,
    onAttempt: stats.onAttempt,
    onFault: stats.onFault,
  }
}

/** The options of the traffic. They use simulated time, while the command line uses real time. */
export function toTrafficOptions(options: SimulateOptions): TrafficOptions {
  const { users, hubs, rate, events, duration, timeScale } = options
  return {
    ...{ users, hubs, events },
    rate: rate / timeScale,
    duration: duration === undefined ? undefined : duration * timeScale,
    bursts: toGridFaults(options.faults).bursts,
  }
}
