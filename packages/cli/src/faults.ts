import { InvalidArgumentError, Option } from 'commander'
import { parseNames } from './options.js'

/** The maximum number of users in a burst. */
export const maxUsers = 1_000_000

/** The names of the faults. */
const faultNames = 'duplicates reorders delays out-of-order lost-disconnects shared-ids resets'.split(' ')

/** Faults with their share, or for bursts the number of users; `undefined` is the default. */
export type FaultList = ReadonlyMap<string, number | undefined>

const faultHelp = `
Faults, each with an optional share from 0 to 1:
  duplicates        an event is delivered twice
  reorders          later events overtake an event
  delays            an event arrives up to 1 min late
  out-of-order      disconnected arrives before connected
  lost-disconnects  a disconnected event never arrives
  shared-ids        both events of a client share an id
  resets            the connection is reset during a request`

const burstHelp = `
  bursts            new users connect at once every minute;
                    takes their number (default: 5000)`

/** Creates the help on faults. `bursts` are about traffic: many users at once. */
export function toFaultHelp({ bursts }: { readonly bursts: boolean }): string {
  return bursts ? faultHelp + burstHelp : faultHelp
}

/** Creates the option `--faults`. */
export function faultsOption({ bursts }: { readonly bursts: boolean }): Option {
  const known = bursts ? [...faultNames, 'bursts'] : faultNames
  const all = bursts ? 'every fault except bursts' : 'every fault'
  const description = `inject the faults of a list, see below; without a list, a small share of ${all}`
  return new Option('--faults [list]', description)
    .default(undefined, 'none')
    .argParser((text: string): FaultList => new Map(parseNames(text).map((each) => parseFault(each, known))))
}

function parseFault(text: string, known: readonly string[]): [string, number | undefined] {
  const [name = '', number] = text.split('=', 2)
  if (!known.includes(name)) throw new InvalidArgumentError(`Faults are ${known.join(', ')}.`)
  if (number === undefined) return [name, undefined]
  const value = number === '' ? Number.NaN : Number(number)
  const isValid =
    name === 'bursts' ? Number.isInteger(value) && value >= 1 && value <= maxUsers : value >= 0 && value <= 1
  if (!isValid)
    throw new InvalidArgumentError(
      'A fault has a share from 0 to 1; bursts have a number of users, up to a million.',
    )
  return [name, value]
}
