import type { BatchObservableResult, Meter, MeterProvider } from '@opentelemetry/api'
import type { Middleware, WebhookStats } from '@signalr-events/core'
import * as names from './names.js'

/** The part of presence that is exported: `createPresence()` of `@signalr-events/presence` has it. */
export interface ObservedPresence {
  /** The hubs that have had events. */
  hubs(): Promise<readonly string[]>
  /** The numbers of users and connections that are online. */
  count(hub: string): Promise<{ readonly users: number; readonly connections: number }>
  /** Numbers of records in the store. */
  status(hub: string): Promise<{
    readonly outstanding: number
    readonly tombstones: number
    readonly unverified: number
  }>
}

/** The values that the gauges of a webhook observe. */
export interface Source {
  readonly stats: () => WebhookStats
  /** Middleware that counts the events that wait in it, as `dedupe` does. */
  readonly leases: readonly { readonly waiting: number }[]
  readonly presence: ObservedPresence | undefined
}

export function findLeases(use: readonly Middleware<never>[]): Source['leases'] {
  return use.filter(
    (middleware): middleware is Middleware<never> & { readonly waiting: number } =>
      'waiting' in middleware && typeof middleware.waiting === 'number',
  )
}

/** The maximum of hubs in metrics. Without `authorize` and `hubs`, anybody can invent hubs. */
export const MAX_HUBS = 100

/** An instrument keeps one value for equal attributes. So the gauges show the sum of all webhooks of a provider. */
const sourcesOf = /* @__PURE__ */ new WeakMap<MeterProvider, Set<Source>>()

/** Adds a source to the gauges of a meter provider. Returns a function that removes it. */
export function observe(provider: MeterProvider, meter: Meter, source: Source): () => void {
  let sources = sourcesOf.get(provider)
  if (sources === undefined) {
    sources = new Set()
    sourcesOf.set(provider, sources)
    observeLoad(meter, sources)
    observePresence(meter, sources)
  }
  sources.add(source)
  return () => void sources.delete(source)
}

function observeLoad(meter: Meter, sources: ReadonlySet<Source>): void {
  const gauge = (name: string, unit: string, description: string, read: (source: Source) => number) =>
    meter.createObservableUpDownCounter(name, { unit, description }).addCallback((result) => {
      let sum = 0
      for (const source of sources) sum += read(source)
      result.observe(sum)
    })

  gauge('signalr_events.delivery.in_flight', '{delivery}', 'Deliveries in flight', ({ stats }) => {
    return stats().deliveries
  })
  gauge(
    'signalr_events.event.waiting',
    '{event}',
    'Events that wait for their connection or for a slot',
    ({ stats }) => stats().waiting,
  )
  gauge('signalr_events.event.running', '{event}', 'Handlers that run', ({ stats }) => stats().running)
  gauge(
    'signalr_events.lease.waiting',
    '{event}',
    'Events that wait for a claim of another delivery or instance',
    ({ leases }) => leases.reduce((sum, { waiting }) => sum + waiting, 0),
  )
}

function observePresence(meter: Meter, sources: ReadonlySet<Source>): void {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(`signalr_events.presence.${name}`, { unit, description })
  const gauges = {
    users: gauge('users', '{user}', 'Users who are online'),
    connections: gauge('connections', '{connection}', 'Connections that are online'),
    outstanding: gauge('transitions', '{transition}', 'Transitions that are to be handled'),
    unverified: gauge('unverified', '{connection}', 'Connections that wait for a question to the service'),
    tombstones: gauge('tombstones', '{connection}', 'Ended connections that are remembered'),
  }

  async function readHub(result: BatchObservableResult, presence: ObservedPresence, hub: string) {
    const attributes = { [names.hub]: hub }
    const values = await Promise.all([presence.count(hub), presence.status(hub)])
    const { users, connections, outstanding, tombstones, unverified } = { ...values[0], ...values[1] }
    result.observe(gauges.users, users, attributes)
    result.observe(gauges.connections, connections, attributes)
    result.observe(gauges.outstanding, outstanding, attributes)
    result.observe(gauges.tombstones, tombstones, attributes)
    result.observe(gauges.unverified, unverified, attributes)
  }

  // If the store fails, this rejects: the SDK reports it and exports the other instruments.
  meter.addBatchObservableCallback(async (result) => {
    const presences = new Set([...sources].flatMap(({ presence }) => presence ?? []))
    for (const presence of presences) {
      const hubs = (await presence.hubs()).slice(0, MAX_HUBS)
      await Promise.all(hubs.map((hub) => readHub(result, presence, hub)))
    }
  }, Object.values(gauges))
}
