import {
  classifyDelivery,
  manualClock,
  type Outcome,
  type SubscriptionOptions,
} from '@signalr-events/simulator'
import { describe, expect, it } from 'vitest'
import { forDeliveries, startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

const [s, min, h] = [1000, 60_000, 3_600_000]

/** The documented schedule: the delay after each attempt. */
const waits = [10 * s, 30 * s, min, 5 * min, 10 * min, 30 * min, h, 3 * h, 6 * h, 12 * h]

/** The times of attempts, in milliseconds after the first. No delay is shorter than `least`. */
function instants(count: number, least = 10 * s): number[] {
  let at = 0
  return [0, ...waits.slice(0, count - 1).map((wait) => (at += Math.max(wait, least)))]
}

/** Delivers one event to an endpoint with this answer for a whole day. */
async function attemptAllDay(
  statuses: readonly number[],
  options: Omit<SubscriptionOptions, 'endpoint'> = {},
) {
  let next = 0
  const endpoint = await startEndpoint(forDeliveries(() => statuses[next++] ?? statuses.at(-1)))
  const { grid, clock } = await startGrid({ endpoint: endpoint.url, ...options })
  const start = clock.now()
  grid.publish({ type: 'connected', userId: 'ada' })
  await clock.advance('48h')
  const attempts = grid.attempts()
  return { grid, endpoint, attempts, instants: attempts.map(({ at }) => at - start) }
}

describe('an endpoint that answers', () => {
  it.each([200, 201, 202, 203, 204])('%i gets an event once', async (status) => {
    const { attempts, grid } = await attemptAllDay([status])
    expect(classifyDelivery(status)).toEqual({ state: 'accepted' })
    expect(attempts.map(({ next, outcome }) => [next, outcome])).toEqual([['delivered', 'Delivered']])
    expect(grid.subscriptions()).toMatchObject([{ delivered: 1, pending: 0, failedAttempts: 0 }])
  })

  it.each<[number, Outcome]>([
    [400, 'BadRequest'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [413, 'PayloadTooLarge'],
  ])('%i loses the event at once', async (status, outcome) => {
    const { attempts, grid } = await attemptAllDay([status])
    expect(classifyDelivery(status)).toEqual({ state: 'lost' })
    expect(attempts.map(({ next, ...rest }) => [next, rest.outcome])).toEqual([['dropped', outcome]])
    expect(grid.subscriptions()).toMatchObject([{ dropped: 1, pending: 0 }])
    expect(grid.deadLetters()).toEqual([])
  })

  it.each<[number, number, Outcome]>([
    [205, 10 * s, 'Aborted'],
    [206, 10 * s, 'Aborted'],
    [302, 10 * s, 'Aborted'],
    [404, 10 * s, 'NotFound'],
    [408, 2 * min, 'TimedOut'],
    [409, 10 * s, 'Aborted'],
    [410, 10 * s, 'Aborted'],
    [429, 10 * s, 'Busy'],
    [500, 10 * s, 'Aborted'],
    [502, 10 * s, 'Aborted'],
    [503, 30 * s, 'Busy'],
    [504, 10 * s, 'Aborted'],
  ])('%i is retried after %i ms or more, by the schedule', async (status, least, outcome) => {
    const { attempts, instants: at } = await attemptAllDay([status], { deadLetter: true })
    expect(classifyDelivery(status)).toEqual({ state: 'retried', delay: least })
    // The eleventh delay ends after the time to live of 24 hours.
    expect(at).toEqual(instants(11, least).filter((instant) => instant <= 24 * h))
    expect(attempts.map(({ count }) => count)).toEqual(attempts.map((_, i) => i))
    expect(new Set(attempts.map((attempt) => attempt.outcome))).toEqual(new Set([outcome]))
  })

  it.each([1, 2, 5, 9])('500 %i times and then 200 is delivered after as many delays', async (failures) => {
    const { endpoint, attempts, instants: at } = await attemptAllDay([...Array(failures).fill(500), 200])
    expect(at).toEqual(instants(failures + 1))
    expect(attempts.at(-1)?.next).toBe('delivered')
    expect(endpoint.deliveries().map(({ headers }) => headers['aeg-delivery-count'])).toEqual(
      at.map((_, i) => String(i)),
    )
    // The same event, byte for byte.
    expect(new Set(endpoint.deliveries().map(({ body }) => body)).size).toBe(1)
  })

  it('with different statuses, waits for the delay of each', async () => {
    const { instants: at } = await attemptAllDay([408, 503, 500, 408, 200])
    expect(at).toEqual([0, 2 * min, 2 * min + 30 * s, 3 * min + 30 * s, 8 * min + 30 * s])
  })
})

describe('the policy', () => {
  it.each([1, 3, 10])('stops after %i attempts', async (maxAttempts) => {
    const { attempts, grid } = await attemptAllDay([500], { retry: { maxAttempts }, deadLetter: true })
    expect(attempts).toHaveLength(maxAttempts)
    expect(attempts.at(-1)?.next).toBe('dead-lettered')
    expect(grid.deadLetters()).toMatchObject([
      { deadLetterReason: 'MaxDeliveryAttemptsExceeded', deliveryAttempts: maxAttempts },
    ])
  })

  it('makes six attempts in half an hour, as documented', async () => {
    const { attempts, grid } = await attemptAllDay([500], {
      retry: { maxAttempts: 10, timeToLive: '30m' },
      deadLetter: true,
    })
    expect(attempts).toHaveLength(6)
    expect(grid.deadLetters()).toMatchObject([
      { deadLetterReason: 'TimeToLiveExceeded', deliveryAttempts: 6, lastDeliveryOutcome: 'Aborted' },
    ])
  })

  it('adds jitter to delays, the same for the same seed', async () => {
    const policy = { retry: { jitter: 0.5 } }
    const { instants: at } = await attemptAllDay([500], policy)
    const steps = at.slice(1).map((instant, i) => (instant - (at[i] ?? 0)) / (waits[i] ?? 0))
    for (const step of steps) {
      expect(step).toBeGreaterThanOrEqual(1)
      expect(step).toBeLessThanOrEqual(1.5)
    }
    expect(new Set(steps).size).toBeGreaterThan(1)
    expect((await attemptAllDay([500], policy)).instants).toEqual(at)
  })

  it('sends nothing to an endpoint on probation, new events included', async () => {
    const endpoint = await startEndpoint(forDeliveries(() => 404))
    const { grid, clock } = await startGrid({ endpoint: endpoint.url, retry: { probation: true } })
    const start = clock.now()
    grid.publish({ type: 'connected' })
    await clock.advance('1m')
    grid.publish({ type: 'connected' })
    await clock.advance('3m')
    expect(grid.attempts()).toHaveLength(1)
    await clock.advance('1m')
    expect(grid.attempts().map(({ at }) => at - start)).toEqual([0, 5 * min, 5 * min])
  })
})

describe('an endpoint that does not answer', () => {
  it('is given 30 seconds', async () => {
    const silent = await startEndpoint(forDeliveries(() => 'handled'))
    const { grid, clock } = await startGrid({ endpoint: silent.url }, {}, manualClock({ maxWait: '1s' }))
    const start = clock.now()
    grid.publish({ type: 'connected' })
    await clock.advance('2m')
    expect(grid.attempts().map(({ at, outcome, error }) => [at - start, outcome, error])).toEqual([
      [0, 'TimedOut', 'TimeoutError'],
      [40 * s, 'TimedOut', 'TimeoutError'],
    ])
  })
})
