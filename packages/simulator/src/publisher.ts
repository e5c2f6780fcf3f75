import { toTime } from './deadletters.js'
import type { EventToPublish, PastEvent, PublishedEvent } from './events.js'
import { type Random, toUuid } from './random.js'

/** Fills in what is not said of an event, as the SignalR Service would. */
export function createPublisher(source: string, random: Random, now: () => number) {
  let last = 0
  let ticks = 0

  /** Each time is later than the one before, by the ten thousandth of a millisecond if need be: it tells the order. */
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
