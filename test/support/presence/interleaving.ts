import { setImmediate } from 'node:timers/promises'
import { createRandom } from '@signalr-events/internal'
import {
  createPresence,
  type Presence,
  type PresenceEvent,
  type PresenceStore,
} from '@signalr-events/presence'
import { expect, onTestFinished } from 'vitest'
import {
  change,
  isProbe,
  minute,
  missing,
  source,
  startService,
  yes,
} from '../../../packages/presence/test/support/reconcile.js'

/** Creates a store that takes its time from a clock. */
export type CreateStore = (now: () => number) => PresenceStore

/** Connections of a hub, as they are and as events say. */
function createWorld(store: PresenceStore, random: () => number, now: () => number) {
  const hub = `hub_${crypto.randomUUID().replaceAll('-', '_')}`
  const alive = new Map<string, string>()
  const known: string[] = []
  const gone = new Set<string>()
  /** What has happened and not arrived. */
  const waiting: PresenceEvent[] = []
  let count = 0

  function pick<Item>(list: readonly Item[]): Item | undefined {
    return list[Math.floor(random() * list.length)]
  }

  function toEvent(type: PresenceEvent['type'], connectionId: string): PresenceEvent {
    const userId = `user ${Number(connectionId.slice(1)) % 3}`
    return { type, connectionId, userId, source, timestamp: new Date(now()).toISOString() }
  }

  async function arrive(event: PresenceEvent): Promise<void> {
    await store.apply(hub, [event], change)
    if (event.type === 'disconnected') gone.add(event.connectionId)
    else known.push(event.connectionId)
  }

  async function list(): Promise<string[]> {
    const found = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await store.connections(hub, cursor, 100)
      for (const { connection } of page.items) found.add(connection.connectionId)
      cursor = page.next
    } while (cursor !== undefined)
    return [...found].sort()
  }

  return {
    hub,
    alive,
    list,
    async connect() {
      const id = `c${count++}`
      const event = toEvent('connected', id)
      alive.set(id, event.userId ?? '')
      await arrive(event)
    },
    /** Its event arrives now, later or never. */
    async disconnect() {
      const id = pick([...alive.keys()])
      if (id === undefined) return
      alive.delete(id)
      const event = toEvent('disconnected', id)
      const how = random()
      if (how < 0.4) await arrive(event)
      else if (how < 0.7) waiting.push(event)
    },
    async deliverLate() {
      const [event] = waiting.splice(Math.floor(random() * waiting.length), 1)
      if (event !== undefined) await arrive(event)
    },
    /** The connected event of any connection again. */
    async repeat() {
      const id = pick(random() < 0.5 ? known : [...gone])
      if (id !== undefined) await store.apply(hub, [toEvent('connected', id)], change)
    },
    async check(what: string) {
      const listed = await list()
      const live = known.filter((id) => alive.has(id))
      expect(listed, `${what}: live connections`).toEqual(expect.arrayContaining(live))
      const revived = listed.filter((id) => gone.has(id))
      expect(revived, `${what}: connections that came back`).toEqual([])
    },
  }
}

/**
 * Two instances ask a service about the connections of a hub, both at once, while connections come and go. Answers and
 * events arrive in any order. After each step no live connection has ended, and none that left has come back; at the end,
 * the list is the truth.
 */
export async function playInterleaving(seed: number, createStore: CreateStore, steps: number): Promise<void> {
  const random = createRandom(seed)
  let time = Date.parse('2026-01-01T00:00:00Z')
  const store = createStore(() => time)
  const world = createWorld(store, random, () => time)
  /** Answers that are on their way: what is true may have changed since. */
  const held: (() => void)[] = []
  const { service } = await startService((id, ...rest) => {
    const answer = !isProbe(id) && world.alive.has(id) ? yes : missing
    held.push(() => answer(id, ...rest))
  }, 60_000)
  const errors: unknown[] = []
  const instances = [1, 2].map(() => {
    const presence = createPresence({
      // Both lead, as after one was paused for longer than its lease.
      store: { ...store, lead: () => true },
      ...{ service, grace: 0, timeout: 60_000, onError: (error) => void errors.push(error) },
      reconcile: { olderThan: minute, between: minute / 2, perSecond: 1_000_000 },
    })
    onTestFinished(() => presence.close())
    return presence
  })
  const passes = new Map<Presence, Promise<unknown>>()

  function startPass(): void {
    const presence = instances[random() < 0.5 ? 0 : 1]
    if (presence === undefined || passes.has(presence)) return
    passes.set(
      presence,
      presence.reconcile(world.hub).finally(() => passes.delete(presence)),
    )
  }

  const release = () => held.splice(Math.floor(random() * held.length), 1)[0]?.()
  const actions: readonly [number, () => unknown][] = [
    [0.15, world.connect],
    [0.1, world.disconnect],
    [0.1, world.deliverLate],
    [0.1, world.repeat],
    [0.15, startPass],
    [0.25, release],
    [0.15, () => (time += Math.floor(random() * minute))],
  ]

  function choose(): (() => unknown) | undefined {
    let at = random()
    return actions.find(([share]) => {
      at -= share
      return at < 0
    })?.[1]
  }

  for (let i = 0; i < 15; i++) await world.connect()
  for (let step = 0; step < steps; step++) {
    await choose()?.()
    // What is on its way goes on, by chance.
    for (let i = Math.floor(random() * 4); i > 0; i--) await setImmediate()
    await world.check(`seed ${seed}, step ${step}`)
  }

  const releasing = setInterval(() => held.splice(0).map((each) => each()), 1)
  onTestFinished(() => clearInterval(releasing))
  await Promise.all(passes.values())
  for (let i = 0; i < 4; i++) {
    time += 2 * minute
    await instances[0]?.reconcile(world.hub)
    await world.check(`seed ${seed}, at the end`)
  }
  expect(errors).toEqual([])
  expect(await world.list(), `seed ${seed}`).toEqual([...world.alive.keys()].sort())
  const users = ['user 0', 'user 1', 'user 2']
  const online = await store.online(world.hub, users)
  const isOnline = users.map((user) => [...world.alive.values()].includes(user))
  expect(
    online.map((since) => since !== undefined),
    `seed ${seed}`,
  ).toEqual(isOnline)
}
