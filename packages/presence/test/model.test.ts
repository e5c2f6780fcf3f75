import { memoryPresence, type PresenceEvent, type PresenceStore } from '@signalr-events/presence'
import { type Arrival, createOracle } from '@signalr-events/testing/presence'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const minute = 60_000
const options = { grace: 0, lastSeenFor: 0, handles: true, sessions: false, asks: false }

function toEvent({ arrivesAt: _, ...event }: Arrival): PresenceEvent {
  return { ...event, source: '/signalr' }
}

/** Applies events to a store, and returns the connections that are online at the end. */
async function applyAll(arrivals: readonly Arrival[], max?: number): Promise<string[]> {
  let time = 0
  const store = memoryPresence({ now: () => time, max })
  for (const arrival of arrivals) {
    time = arrival.arrivesAt
    await store.apply('chat', [toEvent(arrival)], options)
  }
  const { items } = await store.connections('chat', undefined, 100_000)
  return items.map(({ connection }) => connection.connectionId).sort()
}

/** With seed 1334413831, a disconnected event is stamped before its connected event, and arrives first. */
const apart = {
  ...{ startAt: Date.parse('2026-01-01T00:00:00Z'), connections: 60, users: 10 },
  ...{ duplicates: 0.5, retries: 0, jitter: 10 * minute, skew: 29 * minute },
}

describe('who is online', () => {
  const oracleOptions = fc.record({
    seed: fc.integer(),
    startAt: fc.constant(Date.parse('2026-01-01T00:00:00Z')),
    connections: fc.constant(60),
    users: fc.constant(10),
    duplicates: fc.constantFrom(0, 0.5),
    retries: fc.constantFrom(0, 0.5),
    jitter: fc.constantFrom(0, 10 * minute),
    skew: fc.constantFrom(0, 29 * minute),
  })

  it('is nobody after every event has arrived, in any order, any number of times', async () => {
    await fc.assert(
      fc.asyncProperty(oracleOptions, async (faults) => {
        expect(await applyAll(createOracle(faults).arrivals)).toEqual([])
      }),
    )
  })

  it('is exactly the connections whose disconnected event was lost', async () => {
    await fc.assert(
      fc.asyncProperty(oracleOptions, fc.constantFrom(0.1, 0.9), async (faults, lostDisconnects) => {
        const { arrivals, connections } = createOracle({ ...faults, retries: 0, lostDisconnects })
        const ended = new Set(
          arrivals.flatMap((each) => (each.type === 'connected' ? [] : each.connectionId)),
        )
        const lost = connections.map(({ connectionId }) => connectionId).filter((id) => !ended.has(id))
        expect(await applyAll(arrivals)).toEqual(lost.sort())
      }),
    )
  })

  it('has no ghost connections when the memory is full: older connected events are ignored', async () => {
    await fc.assert(
      fc.asyncProperty(oracleOptions, fc.integer({ min: 2, max: 40 }), async (faults, max) => {
        expect(await applyAll(createOracle(faults).arrivals, max)).toEqual([])
      }),
      { examples: [[{ ...apart, seed: 1334413831 }, 2]] },
    )
  })
})

/** Handlers on instances that may stop at any time. */
type Step = 'connect' | 'disconnect' | 'claim' | 'crash' | 'fail' | 'finish' | 'wait'

describe('transitions', () => {
  const steps = fc.array(
    fc.constantFrom<Step>('connect', 'disconnect', 'claim', 'crash', 'fail', 'finish', 'wait'),
    { maxLength: 60 },
  )

  async function run(list: readonly Step[]) {
    let time = 0
    let connections = 0
    const store: PresenceStore = memoryPresence({ now: () => time })
    const claimOptions = { ...options, lease: minute, limit: 10 }
    const apply = (type: PresenceEvent['type'], n: number) =>
      store.apply(
        'chat',
        [{ type, connectionId: `c${n}`, userId: 'ada', source: '', timestamp: new Date(time).toISOString() }],
        options,
      )
    const handled: string[] = []
    const numbers: number[] = []
    let running:
      | { readonly token: number; readonly state: string; readonly number: number; readonly until: number }
      | undefined
    let isOnline = false
    const claim = async () => {
      const [claimed] = (await store.claim('chat', claimOptions)).transitions
      if (claimed === undefined) return
      expect(running === undefined || running.until <= time).toBe(true)
      running = { ...claimed, until: time + minute }
    }
    const settle = async (retryMs?: number) => {
      if (running === undefined) return
      if (retryMs === undefined) {
        handled.push(running.state)
        numbers.push(running.number)
      }
      await store.settle('chat', 'ada', running.token, retryMs)
      running = undefined
    }
    for (const step of list) {
      time += 1
      if (step === 'connect' && !isOnline) await apply('connected', ++connections)
      if (step === 'disconnect' && isOnline) await apply('disconnected', connections)
      if (step === 'connect') isOnline = true
      if (step === 'disconnect') isOnline = false
      if (step === 'claim') await claim()
      if (step === 'crash') running = undefined
      if (step === 'fail') await settle(10)
      if (step === 'finish') await settle()
      if (step === 'wait') time += minute
    }
    await settle()
    for (let i = 0; i < 5; i++) {
      time += 2 * minute
      await claim()
      await settle()
    }
    return { handled, numbers, isOnline }
  }

  it('end with the actual state, in order, for any crash or failure', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const { handled, numbers, isOnline } = await run(list)
        expect(handled.at(-1) ?? 'offline').toBe(isOnline ? 'online' : 'offline')
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      }),
      { numRuns: 2_000 },
    )
  })

  it('alternate without crashes and failures', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const { handled } = await run(
          list.filter((step) => step !== 'crash' && step !== 'fail' && step !== 'wait'),
        )
        expect(handled).toEqual(handled.map((_, i) => (i % 2 === 0 ? 'online' : 'offline')))
      }),
      { numRuns: 2_000 },
    )
  })
})

it('metadata of a connection that does not come is forgotten in time, also after the clock was set back', async () => {
  let time = 100 * minute
  const store = memoryPresence({ now: () => time })
  const keep = (id: string) => store.setMetadata('chat', id, '1', 10 * minute)
  await keep('first')
  time -= 60 * minute
  await keep('second')
  time += 11 * minute
  await keep('third')
  // What is due is forgotten already, and does not come back with the clock.
  time -= 11 * minute
  const ids = ['first', 'second', 'third']
  const known = { type: 'connected', userId: 'ada', source: '', timestamp: '' } as const
  await store.apply(
    'chat',
    ids.map((connectionId) => ({ ...known, connectionId })),
    options,
  )
  const connections = await store.connectionsOf('chat', 'ada')
  expect(
    connections.filter(({ metadata }) => metadata === 1).map(({ connectionId }) => connectionId),
  ).toEqual(['first', 'third'])
})
