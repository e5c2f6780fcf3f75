import { setTimeout as sleep } from 'node:timers/promises'
import { eventGrid } from '@signalr-events/testing'
import { type Arrival, createOracle } from '@signalr-events/testing/presence'

/** Simulated traffic of some seconds, after which some connections are online. */
export function createShortTraffic(seed: number, duration: number, connections: number) {
  const startAt = Date.now()
  const { arrivals, connections: all } = createOracle({
    ...{ seed, startAt, duration: 0.8 * duration, connections, users: Math.ceil(connections / 4) },
    ...{ life: duration / 3, jitter: 500, duplicates: 0.2 },
  })
  const isInTime = ({ timestamp }: Arrival) => Date.parse(timestamp) <= startAt + duration
  const online = all.filter(({ disconnectedAt }) => disconnectedAt > startAt + duration)
  return {
    // Duplicates arrive up to an hour later: here at the end.
    arrivals: arrivals
      .filter(isInTime)
      .map((each) => ({ ...each, arrivesAt: Math.min(each.arrivesAt, startAt + duration) })),
    connections: online.map(({ connectionId }) => connectionId).sort(),
    users: [...new Set(online.map(({ userId }) => userId))].sort(),
  }
}

/**
 * Sends events at their time of arrival, and retries until each is acknowledged: as Event Grid does, but sooner.
 *
 * @param send resolves with whether the delivery was acknowledged
 */
export async function deliverArrivals(
  arrivals: readonly Arrival[],
  send: (body: ReturnType<typeof eventGrid.batch>, n: number) => Promise<boolean>,
): Promise<void> {
  const waiting = [...arrivals]
  const sent: Promise<void>[] = []
  let n = 0
  async function deliver(list: readonly Arrival[]): Promise<void> {
    const body = eventGrid.batch(
      list.map(({ type, connectionId, userId, timestamp }) =>
        eventGrid[`${type}Event`]({ hubName: 'chat', connectionId, userId, timestamp }),
      ),
    )
    while (!(await send(body, n++))) await sleep(100)
  }
  while (waiting.length > 0) {
    const due = waiting.findIndex(({ arrivesAt }) => arrivesAt > Date.now())
    const list = waiting.splice(0, Math.min(due === -1 ? waiting.length : due, 20))
    if (list.length > 0) sent.push(deliver(list))
    else await sleep(10)
  }
  await Promise.all(sent)
}
