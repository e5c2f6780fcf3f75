import type { DeliverySchema } from '@signalr-events/core'
import { type Duration, toMs } from '@signalr-events/simulator/duration'
import { InvalidArgumentError } from 'commander'
import type { Headers } from '../headers.js'

/** How many users there may be. */
export const mostUsers = 1_000_000

/** What can go wrong on purpose; the last are crowds that come at once. */
const faultNames = 'duplicates reorders delays swaps lost-disconnects shared-ids resets storms'.split(' ')

/** A number for each: a share, or the users of a storm; `undefined` for the usual one. */
export type FaultList = ReadonlyMap<string, number | undefined>

/** The options of `signalr-events simulate`, read. */
export interface SimulateOptions {
  readonly schema: DeliverySchema
  readonly subscription: string
  readonly source?: string
  readonly header: Headers
  readonly users: number
  readonly hubs: readonly string[]
  /** Events per second of this machine. */
  readonly rate: number
  readonly events?: number
  /** Milliseconds of this machine. */
  readonly duration?: number
  /** `true`: a little of all but storms. */
  readonly faults?: FaultList | true
  readonly seed?: number
  readonly timeScale: number
  readonly batch: number
  readonly maxAttempts: number
  /** Milliseconds by the clock of the simulation. */
  readonly ttl: number
  readonly deadLetter?: string
  /** Seconds of this machine. */
  readonly timeout: number
  /** Milliseconds of this machine. */
  readonly wait?: number
  readonly json?: true
}

/** A length of time like `90s`, in milliseconds, from `least` to `most`. */
export function toDuration(least: Duration, most: Duration): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text)
    if (ms < toMs(least) || ms > toMs(most))
      throw new InvalidArgumentError(`It is not from ${least} to ${most}.`)
    return ms
  }
}

function parseDuration(text: string): number {
  try {
    return toMs(text as Duration)
  } catch {
    throw new InvalidArgumentError("It is not of the form '90s', '10m' or '2h'.")
  }
}

/** Names with commas between them. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new InvalidArgumentError("It is not of the form 'one,two'.")
  return names
}

/** Faults with commas between them, each with its number if need be: `duplicates,resets=0.1`. */
export function parseFaults(text: string): FaultList {
  return new Map(parseNames(text).map(parseFault))
}

function parseFault(text: string): [string, number | undefined] {
  const [name = '', number] = text.split('=', 2)
  if (!faultNames.includes(name)) throw new InvalidArgumentError(`Faults are ${faultNames.join(', ')}.`)
  if (number === undefined) return [name, undefined]
  const value = number === '' ? Number.NaN : Number(number)
  const good =
    name === 'storms' ? Number.isInteger(value) && value >= 1 && value <= mostUsers : value >= 0 && value <= 1
  if (!good)
    throw new InvalidArgumentError('A fault has a share from 0 to 1; storms have users, up to a million.')
  return [name, value]
}
