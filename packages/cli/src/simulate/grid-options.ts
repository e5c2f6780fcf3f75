import type { Clock, EventGridOptions, TrafficOptions } from '@signalr-events/simulator'
import { toWrongs } from './faults.js'
import type { SimulateOptions } from './options.js'
import type { Tally } from './tally.js'

/** The options of an Event Grid with one subscription. */
export function toGridOptions(
  url: URL,
  options: SimulateOptions,
  clock: Clock,
  tally: Tally,
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
        // Who is to be waited for is named by --wait.
        handshakeAttempts: 1,
      },
    ],
    ...{ clock, source, seed },
    faults: toWrongs(options.faults).faults,
    // The tally remembers what is to be known, in bounded memory.
    history: 1,
    onAttempt: tally.attempted,
    onFault: tally.faulted,
  }
}

/** The options of traffic. What is said of it in the time of this machine is by the clock there. */
export function toTrafficOptions(options: SimulateOptions): TrafficOptions {
  const { users, hubs, rate, events, duration, timeScale } = options
  return {
    ...{ users, hubs, events },
    rate: rate / timeScale,
    duration: duration === undefined ? undefined : duration * timeScale,
    storms: toWrongs(options.faults).storms,
  }
}
