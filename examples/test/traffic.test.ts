import { allFaults, manualClock, startEventGrid } from '@signalr-events/simulator'
import { expect, it, onTestFinished } from 'vitest'
import { startExample } from './example.js'

it('the list is right after 100,000 events with every fault, except for lost disconnects', async () => {
  const example = await startExample('express')
  onTestFinished(() => void example.stop())
  const clock = manualClock({ start: new Date().toISOString() })
  const grid = await startEventGrid({
    clock,
    seed: 7,
    faults: { ...allFaults, maxDelay: '5s' },
    subscriptions: [
      { endpoint: `${example.url}/events?key=secret`, batch: { maxEvents: 1000, preferredKilobytes: 1024 } },
    ],
  })
  onTestFinished(() => grid.stop())
  expect(grid.subscriptions()).toMatchObject([{ state: 'Succeeded' }])

  const traffic = grid.traffic({
    users: 2000,
    hubs: ['chat', 'game', 'news'],
    rate: 500,
    events: 100_000,
    bursts: { every: '1m', users: 5000 },
  })
  await clock.advance('1h')
  await traffic.done
  const [{ events, pending, dropped, failedAttempts } = expect.fail()] = grid.subscriptions()
  expect(traffic.published).toBe(100_000)
  expect(events).toBeGreaterThan(100_000)
  expect({ pending, dropped }).toEqual({ pending: 0, dropped: 0 })
  expect(failedAttempts, 'connections that were reset').toBeGreaterThan(0)

  const kinds = ['delay', 'duplicate', 'lost-disconnect', 'out-of-order', 'reorder', 'shared-id']
  expect([...new Set(grid.faults().map(({ kind }) => kind))].toSorted()).toEqual(kinds)
  const lost = grid
    .faults()
    .flatMap(({ kind, event }) => (kind === 'lost-disconnect' ? event.connectionId : []))
  const actual = traffic.online().map(({ connectionId }) => connectionId)
  const { hubs } = await example.list()
  const counted = Object.values(hubs).reduce((sum, { connections }) => sum + connections, 0)
  expect(counted).toBe(new Set([...actual, ...lost]).size)
  expect(lost.length).toBeGreaterThan(100)
}, 120_000)
