import { type MeterProvider, metrics } from '@opentelemetry/api'
import { MAX_HUBS } from './gauges.js'
import * as names from './names.js'

/** What is counted of a pass: `ReconcileResult` of `@signalr-events/presence` has it. */
export interface ObservedPass {
  /** The hub that was reconciled. */
  readonly hub: string
  /** How many connections exist. */
  readonly found: number
  /** How many connections do not exist. */
  readonly missing: number
  /** How many connections were ended. */
  readonly ended: number
  /** For how many connections the service gave no answer. */
  readonly failed: number
}

/** The hubs that are counted. An SDK keeps a value for each as long as the process runs. */
const hubsOf = /* @__PURE__ */ new WeakMap<MeterProvider, Set<string>>()

function isCounted(hub: string): boolean {
  const provider = metrics.getMeterProvider()
  const hubs = hubsOf.get(provider) ?? new Set()
  hubsOf.set(provider, hubs)
  if (hubs.size < MAX_HUBS) hubs.add(hub)
  return hubs.has(hub)
}

/**
 * Counts what a reconciliation of presence with the service found, in the registered meter provider: how far presence
 * had drifted. For `onPass` of presence. Only the first 100 hubs are counted.
 *
 * @example
 * ```ts
 * import { countPass } from '@signalr-events/otel'
 * import { createPresence } from '@signalr-events/presence'
 *
 * const presence = createPresence({ reconcile: { onPass: countPass } })
 * await presence.close()
 * ```
 */
export function countPass({ hub, found, missing, ended, failed }: ObservedPass): void {
  if (!isCounted(hub)) return
  // The SDK keeps instruments by name.
  const counter = metrics.getMeter(names.scope).createCounter('signalr_events.presence.reconciled', {
    unit: '{connection}',
    description: 'Connections that the service was asked about, by its answer',
  })
  for (const [result, count] of Object.entries({ found, missing, ended, failed }))
    counter.add(count, { [names.hub]: hub, [names.result]: result })
}
