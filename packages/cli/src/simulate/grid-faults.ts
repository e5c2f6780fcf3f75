import { allFaults, type FaultOptions, type TrafficOptions } from '@signalr-events/simulator'
import type { FaultList } from './options.js'

/** What goes wrong on purpose. */
export interface Wrongs {
  readonly faults: FaultOptions
  readonly storms: TrafficOptions['storms']
}

/** The longest delay, and the time between two storms: short enough to be seen. */
const minute = '1m'

/** The options of the simulator for a list of faults; `true`: a little of everything, without storms. */
export function toWrongs(list: FaultList | true | undefined): Wrongs {
  if (list === true) return { faults: { ...allFaults, maxDelay: minute }, storms: undefined }
  const shares = [...(list ?? [])].filter(([name]) => name !== 'storms').map(toShare)
  return {
    faults: { ...Object.fromEntries(shares), maxDelay: minute },
    storms: list?.has('storms') ? { every: minute, users: list.get('storms') } : undefined,
  }
}

function toShare([name, share]: readonly [string, number | undefined]): [string, number | undefined] {
  const member = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return [member, share ?? Object.entries(allFaults).find(([known]) => known === member)?.[1]]
}
