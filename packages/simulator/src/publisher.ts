import { toTime } from './dead-letters.js'
import type { EventToPublish, PastEvent, PublishedEvent } from './events.js'
import { type Random, toUuid } from './random.js'

/** Fills in the missing fields of events, as the SignalR Service would. */
export function createPublisher(source: string, random: Random, now: () => number) {
  let last = 0
  let ticks = 0

  /** Returns increasing timestamps, in steps of 100 ns if needed, so that they show the order of the events. */
  function toTimestamp(ms: number): string {
    const time = Math.floor(ms)
    if (time > last) {
      last = time
      ticks = 0
    } else if (++ticks === 10_000) {
      last++
      ticks = 0
    }
    return toTime(last, ticks)
  }

  return (event: EventToPublish | PastEvent): PublishedEvent => {
    const { at = now(), ...details } = event as PastEvent
    if (details.type !== 'connected' && details.type !== 'disconnected')
      throw new TypeError(`An event is of type 'connected' or 'disconnected', got '${details.type}'`)
    return {
      ...details,
      source: event.source ?? source,
      userId: event.userId === undefined ? `user-${Math.floor(random() * 1000)}` : event.userId,
      id: event.id ?? toUuid(random),
      hubName: event.hubName ?? 'chat',
      connectionId: event.connectionId ?? toUuid(random),
      timestamp: event.timestamp ?? toTimestamp(at),
      publishedAt: at,
    }
  }
}
