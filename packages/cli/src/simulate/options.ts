import type { DeliverySchema } from '@signalr-events/core'
import { type Duration, toMs } from '@signalr-events/simulator/duration'
import { InvalidArgumentError } from 'commander'
import type { Headers } from '../headers.js'

/** The maximum number of users. */
export const maxUsers = 1_000_000

/** The names of the faults. The last one is about traffic: many users at once. */
const faultNames = 'duplicates reorders delays out-of-order lost-disconnects shared-ids resets bursts'.split(
  ' ',
)

/** Faults with their share, or for bursts the number of users; `undefined` is the default. */
export type FaultList = ReadonlyMap<string, number | undefined>

/** The options of `signalr-events simulate`. */
export interface SimulateOptions {
  readonly schema: DeliverySchema
  readonly subscription: string
  readonly source?: string
  readonly header: Headers
  readonly users: number
  readonly hubs: readonly string[]
  /** Events per second of real time. */
  readonly rate: number
  readonly events?: number
  /** Milliseconds of real time. */
  readonly duration?: number
  /** `true`: a small share of every fault except bursts. */
  readonly faults?: FaultList | true
  readonly seed?: number
  readonly timeScale: number
  readonly batch: number
  readonly maxAttempts: number
  /** Milliseconds of simulated time. */
  readonly ttl: number
  readonly deadLetter?: string
  /** Seconds of real time. */
  readonly timeout: number
  /** Milliseconds of real time. */
  readonly wait?: number
  readonly json?: true
}

/** Creates a parser of durations like `90s` from `min` to `max`. It returns milliseconds. */
export function toDuration(min: Duration, max: Duration): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text)
    if (ms < toMs(min) || ms > toMs(max)) throw new InvalidArgumentError(`It is not from ${min} to ${max}.`)
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

/** Parses names that are separated by commas. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new InvalidArgumentError("It is not of the form 'one,two'.")
  return names
}

/** Parses faults that are separated by commas, each with an optional number: `duplicates,resets=0.1`. */
export function parseFaults(text: string): FaultList {
  return new Map(parseNames(text).map(parseFault))
}

function parseFault(text: string): [string, number | undefined] {
  const [name = '', number] = text.split('=', 2)
  if (!faultNames.includes(name)) throw new InvalidArgumentError(`Faults are ${faultNames.join(', ')}.`)
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
