import {
  type Attempt,
  allFaults,
  type DeadLetter,
  type EventGrid,
  manualClock,
  scaledClock,
  startEventGrid,
  type Traffic,
} from '@signalr-events/simulator'

const clock = manualClock({ start: '2026-01-01T00:00:00Z', maxWait: '1s' })
const grid: EventGrid = await startEventGrid({
  clock,
  faults: { ...allFaults, maxDelay: '5m' },
  subscriptions: [
    {
      name: 'mine',
      endpoint: 'https://example.org/events',
      schema: 'cloudevents',
      headers: { 'x-key': 'secret' },
      batch: { maxEvents: 100, preferredKilobytes: 64 },
      retry: { maxAttempts: 3, timeToLive: '1h', jitter: 0.1 },
      deadLetter: true,
      filter: { includedEventTypes: ['Microsoft.SignalRService.ClientConnectionConnected'] },
    },
  ],
  onAttempt: ({ outcome, next }: Attempt) => console.log(outcome, next),
})
const traffic: Traffic = grid.traffic({ rate: 10, bursts: { every: '1m' } })
await clock.advance('24h')
traffic.stop()
const letters: DeadLetter[] = grid.deadLetters('mine')
console.log(letters.length, scaledClock(60).now())
await grid.stop()

// @ts-expect-error an event is connected or disconnected
grid.publish({ type: 'reconnected' })
// @ts-expect-error a length of time has a unit
await clock.advance('10 minutes')
