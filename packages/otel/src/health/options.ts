import { isCount, isFunction, isMilliseconds, type Rules, readOptions } from '@signalr-events/internal'
import type { HealthOptions, ObservedConnections, Silence } from './types.js'

type Defaulted = 'checks' | 'timeout' | 'failureThreshold' | 'successThreshold' | 'onSilence' | 'onError'

/** Options checked, with their defaults filled in. */
export type HealthSettings = Pick<HealthOptions, 'silence' | 'presence'> & {
  readonly [Name in Defaulted]-?: NonNullable<HealthOptions[Name]>
}

const isChecks = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isFunction)
const isPresence = (value: unknown): boolean =>
  (['hubs', 'count'] as const).every((name) => isFunction((value as Partial<ObservedConnections>)?.[name]))

const rules: Rules<HealthOptions> = {
  checks: [isChecks, 'functions by name'],
  timeout: [isMilliseconds, 'milliseconds, more than 0'],
  failureThreshold: [isCount, 'a whole number of at least 1'],
  successThreshold: [isCount, 'a whole number of at least 1'],
  silence: [isMilliseconds, 'milliseconds, more than 0'],
  presence: [isPresence, 'presence, as createPresence makes it'],
  onSilence: [isFunction, 'a function'],
  onError: [isFunction, 'a function'],
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readHealthOptions(options: HealthOptions): HealthSettings {
  return readOptions('createHealth', options, rules, {
    checks: {},
    timeout: 1_000,
    failureThreshold: 3,
    successThreshold: 2,
    onSilence: ({ message }: Silence) => console.warn(`signalr-events: ${message}`),
    onError: () => {},
  })
}
