import type {
  Applied,
  ChangeOptions,
  Claim,
  Connection,
  Page,
  PresenceEvent,
  PresenceStore,
} from '@signalr-events/presence'
import { equal } from '../conformance/expect.js'
import type { PresenceStoreTarget } from './target.js'

export const minute = 60_000
export const hour: number = 60 * minute

/** Any time will do. */
const START = Date.parse('2026-01-01T00:00:00Z')

/** What to change in an event. */
export interface EventChanges {
  /** `null` for anonymous. */
  readonly userId?: string | null
  /** How long ago it happened, in milliseconds. */
  readonly age?: number
  readonly source?: string
}

/** A store under check, its clock, and a hub that nobody else uses. */
export class Subject {
  /** A hub that nobody else uses. */
  hub: string = `check-${crypto.randomUUID()}`
  readonly options: ChangeOptions = {
    ...{ grace: 15_000, lastSeenFor: 30 * 24 * hour },
    ...{ handles: true, sessions: false, asks: false },
  }
  readonly store: PresenceStore
  readonly #clock: { time: number }

  private constructor(store: PresenceStore, clock: { time: number }) {
    this.store = store
    this.#clock = clock
  }

  static async create(target: PresenceStoreTarget): Promise<Subject> {
    const clock = { time: START }
    return new Subject(await target.create({ now: () => clock.time }), clock)
  }

  get time(): number {
    return this.#clock.time
  }

  set time(time: number) {
    this.#clock.time = time
  }

  /** Lets time pass, in milliseconds. */
  wait(ms: number): void {
    this.#clock.time += ms
  }

  event(type: PresenceEvent['type'], connectionId: string, changes: EventChanges = {}): PresenceEvent {
    const { userId = 'ada', age = 0, source = '/signalr' } = changes
    const timestamp = new Date(this.time - age).toISOString()
    return { type, connectionId, userId: userId ?? undefined, source, timestamp }
  }

  async apply(
    events: readonly PresenceEvent[],
    options: Partial<ChangeOptions> = {},
  ): Promise<readonly Applied[]> {
    return this.store.apply(this.hub, events, { ...this.options, ...options })
  }

  connect(
    id: string,
    changes: EventChanges = {},
    options: Partial<ChangeOptions> = {},
  ): Promise<readonly Applied[]> {
    return this.apply([this.event('connected', id, changes)], options)
  }

  disconnect(
    id: string,
    changes: EventChanges = {},
    options: Partial<ChangeOptions> = {},
  ): Promise<readonly Applied[]> {
    return this.apply([this.event('disconnected', id, changes)], options)
  }

  async claim(options: Partial<ChangeOptions> & { lease?: number; limit?: number } = {}): Promise<Claim> {
    return this.store.claim(this.hub, { ...this.options, lease: minute, limit: 100, ...options })
  }

  /** Claims, and expects the transitions as `user state attempt`. */
  async expectClaim(expected: readonly string[], what: string): Promise<Claim> {
    const claim = await this.claim()
    const found = claim.transitions.map(({ userId, state, attempt }) => `${userId} ${state} ${attempt}`)
    equal(found.sort(), [...expected].sort(), what)
    return claim
  }

  async isOnline(userId: string): Promise<boolean> {
    const [since] = await this.store.online(this.hub, [userId])
    return since !== undefined
  }

  async expectCount(users: number, connections: number, what: string): Promise<void> {
    equal(await this.store.count(this.hub), { users, connections }, what)
  }

  /** Every connection, page by page. */
  async listConnections(size = 10): Promise<Connection[]> {
    const records = await listAll((cursor) => this.store.connections(this.hub, cursor, size))
    return records.map(({ connection }) => connection)
  }

  /** The ids of users, page by page. `between` runs after each page. */
  async listUsers(
    size: number,
    between: (page: number) => Promise<unknown> = async () => {},
  ): Promise<string[]> {
    let page = 0
    const users = await listAll(async (cursor) => {
      const answer = await this.store.users(this.hub, cursor, size)
      await between(page++)
      return answer
    })
    return users.map(({ userId }) => userId)
  }
}

/** More pages than any check makes. */
const MAX_PAGES = 10_000

/**
 * Every item of a list, page by page.
 *
 * @throws {Error} if the list does not end
 */
export async function listAll<Item>(
  read: (cursor: string | undefined) => Page<Item> | Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.next
    if (cursor === undefined) return items
  }
  throw new Error(`the list does not end after ${MAX_PAGES} pages`)
}

/** Expects outcomes. */
export function expectOutcomes(
  applied: readonly Applied[],
  outcomes: readonly Applied['outcome'][],
  what: string,
): void {
  equal(
    applied.map(({ outcome }) => outcome),
    outcomes,
    what,
  )
}
