import { allFaults, type FaultOptions } from '@signalr-events/simulator'
import { describe, expect, it } from 'vitest'
import { startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

/** A received event. */
interface Received {
  readonly id: string
  readonly eventType: string
  readonly data: { readonly connectionId: string; readonly timestamp: string }
}

/** Opens a hundred connections and closes them a minute later, with faults. */
async function run(faults: FaultOptions, seed = 1) {
  const endpoint = await startEndpoint()
  const batch = { maxEvents: 5000, preferredKilobytes: 1024 }
  const { grid, clock } = await startGrid({ endpoint: endpoint.url, batch, concurrency: 1 }, { faults, seed })
  const connections = Array.from({ length: 100 }, (_, i) => `c${i}`)
  const connected = grid.publish(connections.map((connectionId) => ({ type: 'connected', connectionId })))
  await clock.advance('1m')
  const disconnected = grid.publish(
    connections.map((connectionId) => ({ type: 'disconnected', connectionId })),
  )
  await clock.advance('1h')
  const received: Received[] = endpoint.deliveries().flatMap(({ body }) => JSON.parse(body))
  const faulty = grid.faults().map(({ event }) => event.connectionId)
  return { grid, endpoint, received, faulty, connected, disconnected, keys: received.map(toKey) }
}

const toKey = ({ eventType, data }: Received) =>
  `${eventType.endsWith('Disconnected') ? 'disconnected' : 'connected'} ${data.connectionId}`

const all = Array.from({ length: 100 }, (_, i) => [`connected c${i}`, `disconnected c${i}`])

describe('faults', () => {
  it('do not occur by default', async () => {
    const { keys, grid } = await run({})
    expect(keys).toEqual([...all.map(([connected]) => connected), ...all.map(([, gone]) => gone)])
    expect(grid.faults()).toEqual([])
  })

  it('duplicates arrive twice with the same id', async () => {
    const { received, grid, keys } = await run({ duplicates: 0.2 })
    const twice = keys.filter((key, i) => keys.indexOf(key) !== i)
    expect(twice.length).toBeGreaterThan(10)
    expect(twice.toSorted()).toEqual(
      grid
        .faults()
        .map(({ event }) => `${event.type} ${event.connectionId}`)
        .toSorted(),
    )
    expect(new Set(received.map(({ id }) => id)).size).toBe(200)
  })

  it('events that are held back are counted, and duplicates are not', async () => {
    const endpoint = await startEndpoint()
    const faults = { delays: 1, outOfOrder: 1, duplicates: 1 }
    const { grid, clock } = await startGrid({ endpoint: endpoint.url }, { faults })
    grid.publish({ type: 'connected', connectionId: 'c' })
    expect(grid.delayed()).toBe(1)
    grid.publish({ type: 'disconnected', connectionId: 'c' })
    expect(grid.delayed()).toBe(2)
    await clock.advance('16m')
    expect(grid.delayed()).toBe(0)
    expect(grid.subscriptions()[0]?.delivered).toBe(3)
  })

  it.each(['reorders', 'delays'] as const)(
    '%s arrive after events that were published later',
    async (name) => {
      const { keys, grid } = await run({ [name]: 0.2 })
      expect(keys.toSorted()).toEqual(all.flat().toSorted())
      const lates = grid.faults().map(({ event }) => keys.indexOf(`${event.type} ${event.connectionId}`))
      expect(lates.length).toBeGreaterThan(10)
      for (const index of lates) expect(index).toBeGreaterThan(0)
      expect(keys).not.toEqual((await run({})).keys)
    },
  )

  it('out-of-order connections send the disconnected event first, then the connected event', async () => {
    const { keys, faulty } = await run({ outOfOrder: 0.2 })
    expect(faulty.length).toBeGreaterThan(5)
    for (const connectionId of faulty) {
      const gone = keys.indexOf(`disconnected ${connectionId}`)
      expect(keys[gone + 1]).toBe(`connected ${connectionId}`)
    }
    expect(keys.toSorted()).toEqual(all.flat().toSorted())
  })

  it('out-of-order connections stay out of order when the disconnected event is late', async () => {
    const { keys, grid } = await run({ outOfOrder: 1, delays: 1, maxDelay: '5m' })
    for (const { kind, event } of grid.faults()) {
      if (kind !== 'out-of-order') continue
      const gone = keys.indexOf(`disconnected ${event.connectionId}`)
      expect(keys[gone + 1]).toBe(`connected ${event.connectionId}`)
    }
  })

  it('a held connected event without a disconnected event is sent after maxDelay', async () => {
    const endpoint = await startEndpoint()
    const { grid, clock } = await startGrid(
      { endpoint: endpoint.url },
      { faults: { outOfOrder: 1, maxDelay: '5m' } },
    )
    grid.publish({ type: 'connected' })
    await clock.advance('299s')
    expect(endpoint.deliveries()).toEqual([])
    await clock.advance('1s')
    expect(endpoint.deliveries()).toHaveLength(1)
  })

  it('lost disconnected events never arrive and are listed', async () => {
    const { keys, faulty } = await run({ lostDisconnects: 0.2 })
    expect(faulty.length).toBeGreaterThan(5)
    const lost = faulty.map((connectionId) => `disconnected ${connectionId}`)
    expect(keys.toSorted()).toEqual(
      all
        .flat()
        .filter((key) => !lost.includes(key))
        .toSorted(),
    )
  })

  it('shared ids are those of the connected event', async () => {
    const { received, faulty } = await run({ sharedIds: 0.2 })
    const shared = received.filter(({ id, eventType }) =>
      received.some((other) => other.id === id && other.eventType !== eventType),
    )
    expect(faulty.length).toBeGreaterThan(5)
    expect(new Set(shared.map(({ data }) => data.connectionId))).toEqual(new Set(faulty))
  })

  it('resets close the connection in the middle of a request, and the events are retried', async () => {
    const endpoint = await startEndpoint()
    const { grid, clock } = await startGrid({ endpoint: endpoint.url }, { faults: { resets: 0.3 } })
    grid.publish(Array.from({ length: 100 }, () => ({ type: 'connected' as const })))
    await clock.advance('24h')
    const resets = grid.attempts().filter(({ error }) => error === 'ECONNRESET')
    expect(resets.length).toBeGreaterThan(10)
    expect(new Set(resets.map(({ outcome }) => outcome))).toEqual(new Set(['SocketError']))
    expect(endpoint.deliveries()).toHaveLength(100)
    expect(grid.subscriptions()).toMatchObject([{ delivered: 100, failedAttempts: resets.length }])
  })

  it('depend on the seed alone', async () => {
    const [one, same, other] = [await run(allFaults, 3), await run(allFaults, 3), await run(allFaults, 4)]
    expect(same.received).toEqual(one.received)
    expect(other.keys).not.toEqual(one.keys)
  })

  it.each([{ duplicates: 2 }, { resets: -1 }, { outOfOrder: Number.NaN }])(
    'must be shares from 0 to 1: %o',
    async (faults) => {
      await expect(startGrid({ endpoint: 'http://127.0.0.1:9' }, { faults })).rejects.toThrow(TypeError)
    },
  )
})
