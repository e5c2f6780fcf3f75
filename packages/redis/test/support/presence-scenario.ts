import type { PresenceEvent, Verdict } from '@signalr-events/presence'
import fc from 'fast-check'

// What may happen to two hubs, as data: fast-check generates it from a seed, and makes it smaller when a test fails.

/** What is true of a connection, whenever its events arrive. Times are milliseconds. */
export interface PlannedConnection {
  readonly hub: number
  readonly userId: string | undefined
  readonly source: string
  /** How long before its first event it connected. */
  readonly age: number
  /** When it ended, as a part of the time from then to its first disconnected event. */
  readonly endsAt: number
  /** How wrong the clocks are that stamp its events. */
  readonly skews: readonly [connected: number, disconnected: number]
  /** Whether the times of its events are valid. */
  readonly isReadable: boolean
  /** Whether its disconnected event has its user. */
  readonly hasUserAtEnd: boolean
  readonly errorMessage: string | undefined
}

type Type = PresenceEvent['type']

/** What each step does, and its arguments. Hubs, connections, readers and results are numbers. */
interface Arguments {
  readonly apply: {
    readonly events: readonly { readonly type: Type; readonly index: number }[]
    readonly handles: boolean
    readonly hasGrace: boolean
  }
  readonly crowd: object
  readonly wait: { readonly ms: number }
  readonly setBack: { readonly ms: number }
  readonly claim: { readonly hub: number; readonly handles: boolean; readonly limit: number }
  readonly settle: { readonly pick: number; readonly isFailed: boolean }
  readonly judge: {
    readonly index: number
    readonly verdict: Verdict['verdict']
    readonly version: 'any' | 'current' | 'other'
    readonly handles: boolean
  }
  readonly setMetadata: { readonly index: number; readonly text: string }
  readonly erase: { readonly hub: number; readonly userId: string }
  readonly forget: { readonly hub: number; readonly userId: string }
  readonly take: { readonly pick: number }
  readonly watch: { readonly hub: number; readonly reader: number; readonly size: number }
  readonly lead: { readonly owner: string }
  readonly reconciled: { readonly hub: number }
}

export type StepOf<Name extends keyof Arguments> = { readonly do: Name } & Arguments[Name]
export type Step = { readonly [Name in keyof Arguments]: StepOf<Name> }[keyof Arguments]

/** Options of all instances, connections, and what happens one after another. */
export interface Scenario {
  readonly grace: number
  readonly lastSeenFor: number
  readonly sessions: boolean
  readonly asks: boolean
  readonly connections: readonly PlannedConnection[]
  readonly steps: readonly Step[]
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const CONNECTIONS = 8
const index = fc.nat({ max: CONNECTIONS - 1 })
const hub = fc.constantFrom(0, 0, 0, 1)
const userId = fc.constantFrom('ada', 'bob', 'cleo')
const type = fc.constantFrom<Type>('connected', 'disconnected')
const handles = fc.constantFrom(true, true, false)
const skew = fc.constantFrom(0, 0, 4 * minute, -4 * minute)

const connection: fc.Arbitrary<PlannedConnection> = fc.record({
  hub,
  userId: fc.option(userId, { nil: undefined }),
  source: fc.constantFrom('/one', '/two'),
  age: fc.constantFrom(0, 0, second, 20 * minute, 24.4 * hour, 24.6 * hour, 40 * hour),
  endsAt: fc.constantFrom(0, 0.5, 1),
  skews: fc.tuple(skew, skew),
  isReadable: fc.constantFrom(true, true, true, true, false),
  hasUserAtEnd: fc.boolean(),
  errorMessage: fc.constantFrom(undefined, undefined, 'no\nnetwork'),
})

function step<Name extends keyof Arguments>(
  name: Name,
  weight: number,
  values: { [Key in keyof Arguments[Name]]: fc.Arbitrary<Arguments[Name][Key]> },
): fc.WeightedArbitrary<Step> {
  const arbitrary = fc.record(values).map((each) => ({ do: name, ...each }) as unknown as Step)
  return { weight, arbitrary }
}

const anyStep = fc.oneof(
  step('apply', 10, {
    events: fc.array(fc.record({ type, index }), { minLength: 1, maxLength: 3 }),
    handles,
    hasGrace: fc.constantFrom(true, true, true, false),
  }),
  step('crowd', 1, {}),
  step('wait', 4, {
    ms: fc.constantFrom(1, 5 * second, 15 * second, 61 * second, 11 * minute, hour, 4 * hour),
  }),
  step('setBack', 1, { ms: fc.constantFrom(0, minute, 25 * minute) }),
  step('claim', 3, { hub, handles, limit: fc.constantFrom(0, 100) }),
  step('settle', 3, { pick: fc.nat(9), isFailed: fc.boolean() }),
  step('judge', 4, {
    index,
    verdict: fc.constantFrom('exists', 'missing', 'missing', 'expired', 'erased'),
    version: fc.constantFrom('any', 'current', 'other'),
    handles,
  }),
  step('setMetadata', 2, { index, text: fc.constantFrom('1', '"desk"', '{"a":"\\n"}') }),
  step('erase', 1, { hub, userId }),
  step('forget', 1, { hub, userId }),
  step('take', 2, { pick: fc.nat(9) }),
  step('watch', 3, { hub, reader: fc.nat(1), size: fc.constantFrom(2, 100) }),
  step('lead', 1, { owner: fc.constantFrom('a', 'b') }),
  step('reconciled', 1, { hub }),
)

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  grace: fc.constantFrom(0, 15 * second, 15 * second, hour),
  lastSeenFor: fc.constantFrom(0, 2 * hour, 30 * 24 * hour),
  sessions: fc.boolean(),
  asks: fc.boolean(),
  connections: fc.array(connection, { minLength: CONNECTIONS, maxLength: CONNECTIONS }),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 60, size: 'max' }),
})
