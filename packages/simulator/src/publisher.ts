import { toTime } from './deadletters.js'
import type { EventToPublish, PastEvent, PublishedEvent } from './events.js'
import { type Random, toUuid } from './random.js'

/** Fills in what is not said of an event, as the SignalR Service would. */
export function createPublisher(source: string | undefined, random: Random, now: () => number) {
  let last = 0
  let ticks = 0

  /** No two events have the same time: it is what tells them apart in order. */
  function toTimestamp(ms: number): string {
    const time = Math.floor(ms)
    ticks = time === last ? (ticks + 1) % 10_000 : 0
    last = time
    return toTime(time, ticks)
  }

  return (event: EventToPublish | PastEvent): PublishedEvent => {
    const { at = now(), ...details } = event as PastEvent
    return {
      ...(source === undefined ? {} : { source }),
      ...details,
      id: event.id ?? toUuid(random),
      hubName: event.hubName ?? 'chat',
      connectionId: event.connectionId ?? toUuid(random),
      timestamp: event.timestamp ?? toTimestamp(at),
      publishedAt: at,
    }
  }
}
