import {
  type ChangeOptions,
  createPresence,
  type Presence,
  type PresenceEvent,
  type PresenceStore,
} from '@signalr-events/presence'
import { expect } from 'vitest'
import type { Lives } from './presence-lives.js'
import type { Scenario, Step, StepOf } from './presence-scenario.js'

const minute = 60_000
const METADATA_MS = 10 * minute
const users = ['ada', 'bob', 'cleo', 'crowd']

/** A store, and what it has answered that later questions to it need. */
interface Side {
  readonly store: PresenceStore
  readonly presence: Presence
  readonly claimed: { readonly hub: string; readonly userId: string; readonly token: number }[]
  readonly records: { readonly hub: string; readonly connectionId: string; readonly record: string }[]
  readonly cursors: Map<string, number>
}

type Question = (side: Side) => unknown

/** Stores to which the same happens, and which must answer the same. */
export class Pair {
  readonly #scenario: Scenario
  readonly #sides: readonly Side[]
  readonly #hubs: readonly string[]
  readonly #lives: Lives

  /** @param hubs two that nobody else uses */
  constructor(stores: readonly PresenceStore[], lives: Lives, hubs: readonly string[], scenario: Scenario) {
    const { grace, lastSeenFor, sessions } = scenario
    const options = { grace, lastSeenFor, ...(sessions && { sessions: () => {} }), onError() {} }
    this.#sides = stores.map((store) => ({
      store,
      presence: createPresence({ ...options, store: withoutBackground(store) }),
      ...{ claimed: [], records: [], cursors: new Map() },
    }))
    this.#scenario = scenario
    this.#hubs = hubs
    this.#lives = lives
  }

  async run(): Promise<void> {
    for (const [i, each] of this.#scenario.steps.entries()) {
      const what = `step ${i}: ${JSON.stringify(each)}`
      await this.#expectSame(`answer to ${what}`, this.#toQuestion(each))
      for (const hub of this.#hubs)
        await this.#expectSame(`state after ${what}`, (side) => this.#read(side, hub))
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#sides.map(({ presence }) => presence.close()))
  }

  async #expectSame(what: string, question: Question): Promise<void> {
    const [first, ...others] = await Promise.all(this.#sides.map(question))
    for (const other of others) expect(other, what).toEqual(first)
  }

  #options(changes: Partial<ChangeOptions> = {}): ChangeOptions {
    const { grace, lastSeenFor, sessions, asks } = this.#scenario
    return { grace, lastSeenFor, sessions, asks, handles: true, ...changes }
  }

  #hub(index: number): string {
    return this.#hubs[index] ?? ''
  }

  #hubOf(index: number): string {
    return this.#hub(this.#scenario.connections[index]?.hub ?? 0)
  }

  /** Lets time pass, or makes a question to each side of a step. */
  #toQuestion(step: Step): Question {
    switch (step.do) {
      case 'wait':
        return this.#lives.wait(step.ms)
      case 'setBack':
        return this.#lives.setBack(step.ms)
      case 'apply':
        return this.#apply(step)
      case 'crowd':
        return this.#applyCrowd()
      case 'claim':
        return this.#claim(this.#hub(step.hub), step)
      case 'judge':
        return this.#judge(step)
      case 'watch':
        return (side) => this.#watch(side, this.#hub(step.hub), step)
      case 'settle':
        return (side) => settle(side, step)
      case 'take':
        return (side) => take(side, step.pick)
      case 'setMetadata': {
        const { index, text } = step
        return ({ store }) => store.setMetadata(this.#hubOf(index), `c${index}`, text, METADATA_MS)
      }
      case 'erase':
        return ({ presence }) => presence.erase(step.userId, this.#hub(step.hub))
      case 'forget':
        return ({ store }) => store.forget(this.#hub(step.hub), step.userId)
      case 'lead':
        return ({ store }) => store.lead(step.owner, minute)
      case 'reconciled':
        return ({ store }) => store.reconciled(this.#hub(step.hub))
    }
  }

  #apply({ events, handles, hasGrace }: StepOf<'apply'>): Question {
    const byHub = new Map<string, PresenceEvent[]>()
    for (const { type, index } of events) {
      const hub = this.#hubOf(index)
      byHub.set(hub, [...(byHub.get(hub) ?? []), this.#lives.toEvent(type, index)])
    }
    const options = this.#options({ handles, ...(!hasGrace && { grace: 0 }) })
    return async (side) => {
      const applied: unknown[] = []
      for (const [hub, list] of byHub) applied.push(await applyTo(side, hub, list, options))
      return applied
    }
  }

  /** A user with more connections than a store may keep in one place. */
  #applyCrowd(): Question {
    const events = this.#lives.toCrowd()
    return (side) => applyTo(side, this.#hub(0), events, this.#options())
  }

  #claim(hub: string, { handles, limit }: { readonly handles: boolean; readonly limit: number }): Question {
    return async ({ store, claimed, records }) => {
      const claim = await store.claim(hub, { ...this.#options({ handles }), lease: minute, limit })
      // What is due at the same time may be answered in any order.
      const transitions = sortById(claim.transitions, ({ userId }) => userId)
      const ended = sortById(claim.ended, toId)
      claimed.push(...transitions.map(({ userId, token }) => ({ hub, userId, token })))
      records.push(
        ...ended.map(({ connection: { connectionId }, record }) => ({ hub, connectionId, record })),
      )
      const { optionsDiffer, next } = claim
      return {
        // Of graces that end together, each may end first, and has another number.
        transitions: transitions.map(({ number: _, token: __, ...known }) => known),
        ended: ended.map(({ record: _, ...known }) => known),
        ...{ optionsDiffer, next },
      }
    }
  }

  #judge({ index, verdict, version, handles }: StepOf<'judge'>): Question {
    const hub = this.#hubOf(index)
    const connectionId = `c${index}`
    const times = { askedAt: this.#lives.now, between: 30_000, seenAt: this.#lives.now - minute }
    return async ({ store }) => {
      const records = await listRecords(store, hub)
      const known = records.find(({ connection }) => connection.connectionId === connectionId)
      const wanted = { any: undefined, current: known?.version ?? 'none', other: 'other' }[version]
      const each = { connectionId, verdict, version: wanted, ...times }
      return store.judge(hub, [each], this.#options({ handles }))
    }
  }

  /** All that is new to a reader. */
  async #watch(side: Side, hub: string, { reader, size }: StepOf<'watch'>): Promise<unknown> {
    const key = `${hub} ${reader}`
    const found: string[] = []
    for (;;) {
      const { changes, cursor, isReset } = await side.store.changes(hub, side.cursors.get(key), size)
      side.cursors.set(key, cursor)
      if (isReset) found.push('reset')
      found.push(...changes.map(({ userId, state }) => `${userId} ${state}`))
      // Graces that end together may end in any order.
      if (changes.length === 0) return found.sort((a, b) => compare(toUser(a), toUser(b)))
    }
  }

  async #read({ store, presence }: Side, hub: string) {
    const [userPages, count, online, records, unverified, status, hubs] = await Promise.all([
      collect(presence.users(hub, { pageSize: 2 })),
      presence.count(hub),
      presence.areOnline(hub, users),
      store.connections(hub, undefined, 1_000),
      store.unverified(hub, undefined, 1_000),
      store.status(hub),
      presence.hubs(),
    ])
    // The store in memory is whole since it was made, the other one since its first event.
    const { since: _, ...facts } = status
    return {
      users: userPages,
      online: [...online],
      ...{ count, status: facts, hubs: [...hubs].sort() },
      connections: sortById(
        records.items.map(({ version: _, ...known }) => known),
        toId,
      ),
      unverified: sortById(
        unverified.items.map(({ version: _, ...known }) => known),
        toId,
      ),
      each: await Promise.all(
        users.map(async (userId) => ({
          lastSeen: await store.lastSeen(hub, userId),
          connections: sortById(await store.connectionsOf(hub, userId), ({ connectionId }) => connectionId),
        })),
      ),
    }
  }
}

async function applyTo(side: Side, hub: string, events: readonly PresenceEvent[], options: ChangeOptions) {
  const applied = await side.store.apply(hub, events, options)
  return applied.map(({ outcome, ended }, i) => {
    if (ended === undefined) return { outcome }
    const { record, ...known } = ended
    side.records.push({ hub, connectionId: events[i]?.connectionId ?? '', record })
    return { outcome, ended: known }
  })
}

/** One of the claims, the latest first, also if it is no longer valid. */
async function settle({ store, claimed }: Side, { pick, isFailed }: StepOf<'settle'>): Promise<void> {
  const each = claimed.at(-1 - pick)
  if (each) await store.settle(each.hub, each.userId, each.token, isFailed ? 30_000 : undefined)
}

/** One of the records of ended connections, the latest first. */
async function take({ store, records }: Side, pick: number): Promise<void> {
  const each = records.at(-1 - pick)
  if (each) await store.taken(each.hub, [each])
}

/** The background of presence claims by itself, at any time. */
function withoutBackground(store: PresenceStore): PresenceStore {
  return { ...store, claim: () => ({ transitions: [], ended: [], optionsDiffer: false, next: undefined }) }
}

async function listRecords(store: PresenceStore, hub: string) {
  const pages = [
    await store.connections(hub, undefined, 1_000),
    await store.unverified(hub, undefined, 1_000),
  ]
  return pages.flatMap(({ items }) => items)
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

const toUser = (change: string) => change.split(' ')[0] ?? ''
const toId = ({ connection }: { readonly connection: { readonly connectionId: string } }) =>
  connection.connectionId
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function sortById<Item>(items: readonly Item[], idOf: (item: Item) => string): Item[] {
  return [...items].sort((a, b) => compare(idOf(a), idOf(b)))
}
