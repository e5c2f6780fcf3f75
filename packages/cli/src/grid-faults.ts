import { allFaults, type FaultOptions, type TrafficOptions } from '@signalr-events/simulator'
import type { FaultList } from './faults.js'

/** The faults and bursts of a simulation. */
export interface GridFaults {
  readonly faults: FaultOptions
  readonly bursts: TrafficOptions['bursts']
}

/** The maximum delay, and the time between two bursts. It is short enough to watch. */
const interval = '1m'

/** Converts a list of faults to options of the simulator. `true` is a small share of every fault, without bursts. */
export function toGridFaults(list: FaultList | true | undefined): GridFaults {
  if (list === true) return { faults: { ...allFaults, maxDelay: interval }, bursts: undefined }
  const shares = [...(list ?? [])].filter(([name]) => name !== 'bursts').map(toShare)
  return {
    faults: { ...Object.fromEntries(shares), maxDelay: interval },
    bursts: list?.has('bursts') ? { every: interval, users: list.get('bursts') } : undefined,
  }
}

function toShare([name, share]: readonly [string, number | undefined]): [string, number | undefined] {
  const member = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return [member, share ?? Object.entries(allFaults).find(([known]) => known === member)?.[1]]
}
