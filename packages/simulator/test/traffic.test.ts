import { type Connection, manualClock, type TrafficOptions } from '@signalr-events/simulator'
import { describe, expect, it } from 'vitest'
import { forDeliveries, startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

interface Data {
  readonly connectionId: string
  readonly hubName: string
  readonly userId?: string
  readonly errorMessage?: string
  readonly timestamp: string
}

async function run(options: TrafficOptions, time: `${number}m` = '2m', seed = 1) {
  const endpoint = await startEndpoint()
  const batch = { maxEvents: 1000, preferredKilobytes: 1024 }
  const { grid, clock } = await startGrid({ endpoint: endpoint.url, batch, concurrency: 1 }, { seed })
  const traffic = grid.traffic(options)
  await clock.advance(time)
  const events: { eventType: string; eventTime: string; data: Data }[] = endpoint
    .deliveries()
    .flatMap(({ body }) => JSON.parse(body))
  return { traffic, grid, clock, events, endpoint }
}

/** The connections that are online according to the events. */
function replay(events: readonly { eventType: string; data: Data }[]): Map<string, Data> {
  const online = new Map<string, Data>()
  for (const { eventType, data } of events) {
    if (eventType.endsWith('Disconnected')) expect(online.delete(data.connectionId)).toBe(true)
    else {
      expect(online.has(data.connectionId)).toBe(false)
      online.set(data.connectionId, data)
    }
  }
  return online
}

const byId = (a: Connection, b: Connection) => a.connectionId.localeCompare(b.connectionId)

describe('traffic', () => {
  it('has events that match the online connections', async () => {
    const { events, traffic } = await run({ users: 20, hubs: ['chat', 'game'], rate: 20 })
    expect(events).toHaveLength(traffic.published)
    const online = [...replay(events).values()].map(({ hubName, connectionId, userId }) => ({
      hubName,
      connectionId,
      userId,
    }))
    expect(online.toSorted(byId)).toEqual(traffic.online().toSorted(byId))
    expect(online.length).toBeGreaterThan(0)
  })

  it('has users with several tabs, anonymous users, all hubs and disconnects with an error', async () => {
    const { events } = await run({ users: 20, hubs: ['chat', 'game'], rate: 20, tabs: 2 })
    const data = events.map((event) => event.data)
    expect(new Set(data.map(({ hubName }) => hubName))).toEqual(new Set(['chat', 'game']))
    expect(data.some((one) => !('userId' in one))).toBe(true)
    const errors = data.filter(({ errorMessage }) => errorMessage !== undefined)
    expect(new Set(errors.map(({ errorMessage }) => errorMessage))).toEqual(
      new Set(['Internal server error.']),
    )
    const tabs = new Map<string, number>()
    let most = 0
    for (const {
      eventType,
      data: { userId },
    } of events) {
      if (userId === undefined) continue
      const count = (tabs.get(userId) ?? 0) + (eventType.endsWith('Disconnected') ? -1 : 1)
      tabs.set(userId, count)
      most = Math.max(most, count)
    }
    expect(most).toBe(2)
  })

  it('has the configured rate, each event with a different time', async () => {
    const { events } = await run({ rate: 20 }, '10m')
    expect(events.length).toBeGreaterThan(0.9 * 20 * 600)
    expect(events.length).toBeLessThan(1.1 * 20 * 600)
    const times = events.map(({ data }) => data.timestamp)
    expect(new Set(times).size).toBe(times.length)
    expect(times).toEqual(times.toSorted())
    expect(events.map(({ eventTime }) => eventTime)).toEqual(times)
    for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/)
  })

  it('ends after `events` events', async () => {
    const { traffic, events } = await run({ events: 777, rate: 50 })
    await traffic.done
    expect([traffic.published, events.length]).toEqual([777, 777])
    expect(replay(events).size).toBe(traffic.online().length)
  })

  it('ends after `duration`', async () => {
    const { events, grid, clock } = await run({ duration: '5s', rate: 100 })
    const last = new Date(events.at(-1)?.data.timestamp ?? 0).getTime()
    expect(last - Date.parse('2026-01-01T00:00:00Z')).toBeLessThanOrEqual(5000)
    await clock.advance('10m')
    expect(grid.subscriptions()[0]?.events).toBe(events.length)
  })

  it('ends when it is stopped, and open connections stay open', async () => {
    const { traffic, clock } = await run({ rate: 100 }, '1m')
    traffic.stop()
    const { published } = traffic
    const online = traffic.online()
    await clock.advance('10m')
    expect(traffic.published).toBe(published)
    expect(traffic.online()).toEqual(online)
  })

  it('has bursts of 5,000 users that connect and disconnect together', async () => {
    const { events, traffic, endpoint } = await run({ rate: 0.001, bursts: { every: '2m' } }, '3m')
    const burstUsers = events.filter(
      ({ data }) => data.userId === undefined || data.userId.startsWith('burst-user'),
    )
    expect(burstUsers.length).toBeGreaterThanOrEqual(10_000)
    expect(replay(events).size).toBe(traffic.online().length)
    expect(endpoint.deliveries().length).toBeLessThan(30)
  })

  it('depends on the seed alone', async () => {
    const [one, same, other] = [await run({}, '1m', 5), await run({}, '1m', 5), await run({}, '1m', 6)]
    expect(same.events).toEqual(one.events)
    expect(other.events).not.toEqual(one.events)
  })

  const misspelled = [{ user: 5 }, { bursts: { every: '1m', size: 5 } }] as object[]
  it.each([
    { users: 0 },
    { rate: 0 },
    { tabs: 0 },
    { hubs: [] },
    { anonymous: 2 },
    { errors: -1 },
    ...misspelled,
  ])('rejects options beyond their limits, and unknown ones: %o', async (options) => {
    await expect(run(options)).rejects.toThrow(TypeError)
  })
})

it('a simulated day with failures takes seconds', async () => {
  const endpoint = await startEndpoint(
    forDeliveries(({ headers }) => (headers['aeg-delivery-count'] === '0' ? 503 : undefined)),
  )
  const clock = manualClock()
  const { grid } = await startGrid({ endpoint: endpoint.url }, {}, clock)
  grid.traffic({ rate: 0.01, duration: '24h' })
  await clock.advance('25h')
  const [{ events, delivered, attempts } = expect.fail('no subscription')] = grid.subscriptions()
  expect(events).toBeGreaterThan(700)
  expect([delivered, attempts]).toEqual([events, 2 * events])
})
