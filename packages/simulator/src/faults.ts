import type { SimulationContext } from './context.js'
import { toMs } from './duration.js'
import type { PublishedEvent } from './events.js'
import { allFaults, type Fault, type FaultOptions } from './fault-options.js'
import { checkRange } from './range.js'

/** Injects faults between the publisher and the subscriptions. */
export interface FaultInjector {
  /** Passes events on: unchanged, changed, later, twice or not at all. */
  pass(events: readonly PublishedEvent[]): void
  /** Whether events or duplicates are held back. */
  readonly holds: boolean
  /** How many events are held back, duplicates of delivered ones not included. */
  readonly delayed: number
}

const reorderDelayMs = 2_000
const duplicateDelayMs = 10_000

/** Creates a fault injector. @throws {TypeError} for an unknown fault or an invalid share */
export function createFaultInjector(
  options: FaultOptions,
  context: SimulationContext,
  emit: (events: readonly PublishedEvent[]) => void,
): FaultInjector {
  const random = context.forkRandom()
  const { maxDelay = '16m', ...shares } = options
  const maxDelayMs = toMs(maxDelay, 'faults.maxDelay')
  /** Connected events that wait for their disconnected event, by connection. */
  const waitingConnects = new Map<string, PublishedEvent>()
  /** The ids of connected events, by connection. */
  const ids = new Map<string, string>()
  let delayed = 0
  let duplicates = 0

  for (const [name, share] of Object.entries(shares)) {
    if (!Object.hasOwn(allFaults, name)) throw new TypeError(`There is no fault '${name}'`)
    checkRange(share ?? 0, 0, 1, `faults.${name}`)
  }

  function occurs(share: number | undefined, kind: Fault['kind'], event: PublishedEvent): boolean {
    // A fault that is off draws no random number, so that the same seed gives the same run with and without the option.
    if (share === undefined || share === 0 || random() >= share) return false
    context.faults.push({ kind, event })
    return true
  }

  function delay(ms: number, events: readonly PublishedEvent[]): void {
    delayed += events.length
    context.at(context.clock.now() + random() * ms, () => {
      delayed -= events.length
      emit(events)
    })
  }

  function duplicate(event: PublishedEvent): void {
    duplicates++
    context.at(context.clock.now() + random() * duplicateDelayMs, () => {
      duplicates--
      emit([event])
    })
  }

  function holdUntilDisconnect(event: PublishedEvent): void {
    waitingConnects.set(event.connectionId, event)
    context.at(context.clock.now() + maxDelayMs, () => {
      if (waitingConnects.delete(event.connectionId)) emit([event])
    })
  }

  function withSharedId(event: PublishedEvent): PublishedEvent {
    if (options.sharedIds === undefined) return event
    const id = ids.get(event.connectionId)
    if (event.type === 'connected') ids.set(event.connectionId, event.id)
    else ids.delete(event.connectionId)
    const isShared = event.type === 'disconnected' && id !== undefined
    return isShared && occurs(options.sharedIds, 'shared-id', event) ? { ...event, id } : event
  }

  /** Returns the events to pass on now, in order. */
  function inject(event: PublishedEvent): PublishedEvent[] {
    const { type, connectionId } = event
    if (
      type === 'connected' &&
      !waitingConnects.has(connectionId) &&
      occurs(options.outOfOrder, 'out-of-order', event)
    ) {
      holdUntilDisconnect(event)
      return []
    }
    const connect = type === 'disconnected' ? waitingConnects.get(connectionId) : undefined
    if (connect !== undefined) waitingConnects.delete(connectionId)
    const rest = connect === undefined ? [] : [connect]
    if (event.type === 'disconnected' && occurs(options.lostDisconnects, 'lost-disconnect', event))
      return rest
    if (occurs(options.duplicates, 'duplicate', event)) duplicate(event)
    const delayMs = occurs(options.delays, 'delay', event)
      ? maxDelayMs
      : occurs(options.reorders, 'reorder', event)
        ? reorderDelayMs
        : 0
    if (delayMs === 0) return [event, ...rest]
    delay(delayMs, [event, ...rest])
    return []
  }

  return {
    pass(events) {
      // One by one, so that the random numbers do not depend on how many events are passed at a time.
      emit(events.flatMap((event) => inject(withSharedId(event))))
    },
    get holds() {
      return delayed + duplicates + waitingConnects.size > 0
    },
    get delayed() {
      return delayed + waitingConnects.size
    },
  }
}
