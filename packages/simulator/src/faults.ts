import { type Duration, toMs } from './duration.js'
import type { PublishedEvent } from './events.js'
import { within } from './settings.js'
import type { World } from './world.js'

/** What goes wrong on purpose: shares from 0 to 1. Default: 0. */
export interface FaultOptions {
  /** Of the events: those that come twice, the second time up to 10 s later. */
  readonly duplicates?: number | undefined
  /** Of the events: those that others overtake, since they come up to 2 s late. */
  readonly reorders?: number | undefined
  /** Of the events: those that come late by up to `maxDelay`. */
  readonly delays?: number | undefined
  /** Default: `'16m'`, as long as a disconnect took that a user has reported. */
  readonly maxDelay?: Duration | undefined
  /** Of the connections: those whose disconnect comes first. `maxDelay` limits how long their connect is held. */
  readonly swaps?: number | undefined
  /** Of the disconnects: those that never come. */
  readonly lostDisconnects?: number | undefined
  /** Of the disconnects: those that bear the id of their connect. */
  readonly sharedIds?: number | undefined
  /** Of the attempts: those whose connection is reset in the middle of the request. */
  readonly resets?: number | undefined
}

/** A little of everything. */
export const allFaults: FaultOptions = {
  duplicates: 0.05,
  reorders: 0.05,
  delays: 0.02,
  swaps: 0.02,
  lostDisconnects: 0.01,
  sharedIds: 0.05,
  resets: 0.02,
}

/** Something that went wrong on purpose. */
export interface Fault {
  readonly kind: 'duplicate' | 'reorder' | 'delay' | 'swap' | 'lost-disconnect' | 'shared-id'
  readonly event: PublishedEvent
}

/** Stands between those who publish and the subscriptions. */
export interface Faults {
  /** Passes events on: as they are, changed, later, twice or not at all. */
  pass(events: readonly PublishedEvent[]): void
  /** How many wait to be passed on. */
  readonly held: number
}

const reorderDelay = 2_000
const duplicateDelay = 10_000

/** Makes faults. @throws {TypeError} for a share that is none */
export function createFaults(
  options: FaultOptions,
  world: World,
  emit: (events: readonly PublishedEvent[]) => void,
): Faults {
  const random = world.split()
  const { maxDelay = '16m', ...shares } = options
  const longest = toMs(maxDelay, 'faults.maxDelay')
  /** Connects that wait for their disconnect, by connection. */
  const swapped = new Map<string, PublishedEvent>()
  /** The ids of connects, by connection. */
  const ids = new Map<string, string>()
  let held = 0

  for (const [name, share] of Object.entries(shares)) {
    if (!Object.hasOwn(allFaults, name)) throw new TypeError(`There is no fault '${name}'`)
    within(share ?? 0, 0, 1, `faults.${name}`)
  }

  function occurs(share: number | undefined, kind: Fault['kind'], event: PublishedEvent): boolean {
    // Nothing is drawn for what cannot occur: a seed means the same with and without the option.
    if (share === undefined || share === 0 || random() >= share) return false
    world.faults.push({ kind, event })
    return true
  }

  function hold(ms: number, run: () => void): void {
    held++
    world.at(world.clock.now() + ms, () => {
      held--
      run()
    })
  }

  function swap(event: PublishedEvent): void {
    swapped.set(event.connectionId, event)
    world.at(world.clock.now() + longest, () => {
      if (swapped.delete(event.connectionId)) emit([event])
    })
  }

  function withSharedId(event: PublishedEvent): PublishedEvent {
    if (options.sharedIds === undefined) return event
    const id = ids.get(event.connectionId)
    if (event.type === 'connected') ids.set(event.connectionId, event.id)
    else ids.delete(event.connectionId)
    const shares = event.type === 'disconnected' && id !== undefined
    return shares && occurs(options.sharedIds, 'shared-id', event) ? { ...event, id } : event
  }

  /** What of an event is to be passed on at once, in order. */
  function change(event: PublishedEvent): PublishedEvent[] {
    const { type, connectionId } = event
    if (type === 'connected' && !swapped.has(connectionId) && occurs(options.swaps, 'swap', event)) {
      swap(event)
      return []
    }
    const before = type === 'disconnected' ? swapped.get(connectionId) : undefined
    if (before !== undefined) swapped.delete(connectionId)
    const rest = before === undefined ? [] : [before]
    if (event.type === 'disconnected' && occurs(options.lostDisconnects, 'lost-disconnect', event))
      return rest
    if (occurs(options.duplicates, 'duplicate', event)) hold(random() * duplicateDelay, () => emit([event]))
    const wait = occurs(options.delays, 'delay', event)
      ? longest
      : occurs(options.reorders, 'reorder', event)
        ? reorderDelay
        : 0
    if (wait === 0) return [event, ...rest]
    hold(random() * wait, () => emit([event, ...rest]))
    return []
  }

  return {
    pass(events) {
      // One by one: what is drawn must not depend on how many come at a time.
      emit(events.flatMap((event) => change(withSharedId(event))))
    },
    get held() {
      return held + swapped.size
    },
  }
}
