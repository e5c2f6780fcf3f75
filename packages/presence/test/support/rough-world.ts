import { createRandom } from '@signalr-events/internal'
import {
  createPresence,
  memoryPresence,
  type Presence,
  type PresenceErrorCode,
  type PresenceEvent,
  type PresenceService,
  type PresenceStore,
} from '@signalr-events/presence'
import { expect } from 'vitest'
import { change, hour, isProbe, minute, source } from './reconcile.js'
import type { Mood, ServiceWorld } from './rough-service.js'

const olderThan = 10 * minute
const between = minute / 2
const interval = minute / 2
/** How long a ghost lives at most while the service answers: what the documentation says. */
export const statedTime: number = olderThan + between + 2 * interval

/** A hub with connections that come and go, of whose disconnected events some are lost. Its clock is set by hand. */
export class RoughWorld implements ServiceWorld {
  mood: Mood = 'right'
  readonly random: () => number
  /** Connections that are there. */
  readonly alive = new Set<string>()
  /** Connections of which a disconnected event has arrived. */
  readonly gone = new Set<string>()
  /** Connections of another resource, about which this service knows nothing. */
  readonly others = new Set<string>()
  readonly codes = new Set<PresenceErrorCode>()
  readonly totals = { asked: 0, failed: 0, ghosts: 0, longest: 0, passes: 0, events: 0 }
  readonly presence: Presence
  readonly #hub: string
  readonly #seed: string
  readonly #store: PresenceStore
  #time = Date.parse('2026-01-01T00:00:00Z')
  #count = 0

  constructor(hub: string, seed: number, service: PresenceService) {
    this.#hub = hub
    this.#seed = `seed ${seed}, ${hub}`
    this.random = createRandom(seed)
    this.#store = memoryPresence({ now: () => this.#time })
    this.presence = createPresence({
      ...{ store: this.#store, service, grace: 0, onError: ({ code }) => void this.codes.add(code) },
      reconcile: { olderThan, between, perSecond: 1_000_000 },
    })
    for (let i = 0; i < 200; i++) this.#connect()
    for (let i = 0; i < 10; i++) this.#connect(`${source}-of-another`)
  }

  isAlive(id: string): boolean {
    return this.alive.has(id)
  }

  /** Now and then an event overtakes the answer. */
  onQuestion(id: string): void {
    if (this.others.has(id)) throw new Error(`${this.#seed}: asked about a connection of another resource`)
    if (isProbe(id) || this.random() > 0.02) return
    if (this.alive.has(id)) this.#disconnect(id)
    this.#connect()
  }

  /** One mood for a while. */
  async live(mood: Mood): Promise<void> {
    this.mood = mood
    // All are due. Questions without an answer take long.
    if (mood !== 'hanging') this.#wait(11 * minute)
    const passes = { right: 0, rough: 20, refusing: 3, hanging: 2, yes: 3, amnesia: 2 }[mood]
    for (let i = 0; i < passes; i++) await this.#pass()
    if (mood === 'refusing') this.#wait(hour)
  }

  /** The service answers for as long as a ghost may live. */
  async recover(): Promise<void> {
    this.mood = 'right'
    const from = this.#time
    let ghosts = (await this.#list()).filter((id) => !this.alive.has(id) && !this.others.has(id))
    this.totals.ghosts += ghosts.length
    while (this.#time - from < statedTime) {
      await this.#pass()
      const listed = new Set(await this.#list())
      const left = ghosts.filter((id) => listed.has(id))
      if (left.length < ghosts.length) this.totals.longest = Math.max(this.totals.longest, this.#time - from)
      ghosts = left
    }
    expect(ghosts, `${this.#seed}: ghosts after the stated time`).toEqual([])
  }

  async #pass(): Promise<void> {
    for (let i = 0; i < 3; i++) this.#comeOrGo()
    const [result] = await this.presence.reconcile(this.#hub)
    this.totals.passes++
    this.totals.asked += result?.asked ?? 0
    this.totals.failed += result?.failed ?? 0
    const listed = new Set(await this.#list())
    const missing = [...this.alive, ...this.others].filter((id) => !listed.has(id))
    expect(missing, `${this.#seed}: live connections that were ended`).toEqual([])
    const revived = [...this.gone].filter((id) => listed.has(id))
    expect(revived, `${this.#seed}: connections that came back`).toEqual([])
    this.#wait(interval)
  }

  #comeOrGo(): void {
    const list = [...this.alive]
    const id = list[Math.floor(this.random() * list.length)]
    if (id === undefined || (this.random() < 0.5 && list.length < 250)) this.#connect()
    // Without its event, it is a ghost.
    else if (this.random() < 0.5) this.alive.delete(id)
    else this.#disconnect(id)
  }

  #connect(of = source): void {
    const id = `c${this.#count++}`
    if (of === source) this.alive.add(id)
    else this.others.add(id)
    this.#apply('connected', id, of)
  }

  #disconnect(id: string): void {
    this.alive.delete(id)
    this.gone.add(id)
    this.#apply('disconnected', id, source)
  }

  #apply(type: PresenceEvent['type'], connectionId: string, of: string): void {
    const timestamp = new Date(this.#time).toISOString()
    const event = { type, connectionId, userId: `user of ${connectionId}`, source: of, timestamp }
    this.#store.apply(this.#hub, [event], change)
    this.totals.events++
  }

  async #list(): Promise<string[]> {
    const found: string[] = []
    for await (const { connectionId } of this.presence.connections(this.#hub)) found.push(connectionId)
    return found
  }

  #wait(ms: number): void {
    this.#time += ms
  }
}
