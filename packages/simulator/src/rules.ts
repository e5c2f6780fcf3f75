import { checkNames, isFunction, isListOf, isText, type Rules, readOptions } from '@signalr-events/internal'
import type { Clock } from './clock.js'
import type {
  BatchOptions,
  EventGridOptions,
  FilterOptions,
  RetryOptions,
  SubscriptionOptions,
} from './options.js'
import type { TrafficOptions } from './traffic-options.js'

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

const rules: Rules<EventGridOptions> = {
  subscriptions: [isListOf(isObject), 'a list of subscriptions', 'required'],
  clock: [(value) => isFunction((value as Clock | null)?.track), 'a clock'],
  source: [isText, 'an Azure resource id'],
  seed: [Number.isFinite, 'a number'],
  faults: [isObject, 'an object'],
  history: [(value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number, 0 or more'],
  onAttempt: [isFunction, 'a function'],
  onFault: [isFunction, 'a function'],
}

/** Checks the options of an Event Grid, but not those of its subscriptions and faults. @throws {TypeError} */
export function checkGrid(options: EventGridOptions): void {
  readOptions('startEventGrid', options, rules, {})
}

type Names<Options> = Readonly<Record<keyof Options, true>>

const subscription: Names<SubscriptionOptions> = {
  ...{ endpoint: true, name: true, schema: true, headers: true, batch: true, retry: true, deadLetter: true },
  ...{ filter: true, timeout: true, handshakeAttempts: true, concurrency: true },
}
const batch: Names<BatchOptions> = { maxEvents: true, preferredKilobytes: true, contentType: true }
const retry: Names<RetryOptions> = { maxAttempts: true, timeToLive: true, jitter: true, probation: true }
const filter: Names<FilterOptions> = {
  ...{ includedEventTypes: true, subjectBeginsWith: true, subjectEndsWith: true },
  isSubjectCaseSensitive: true,
}
const traffic: Names<TrafficOptions> = {
  ...{ users: true, hubs: true, rate: true, anonymous: true, tabs: true, errors: true, events: true },
  ...{ duration: true, bursts: true },
}
const bursts: Names<NonNullable<TrafficOptions['bursts']>> = { every: true, users: true }

/** Refuses unknown options of a subscription. @throws {TypeError} */
export function checkSubscriptionNames(options: SubscriptionOptions): void {
  checkNames('subscriptions', options, subscription)
  checkNames('batch', options.batch ?? {}, batch)
  checkNames('retry', options.retry ?? {}, retry)
  checkNames('filter', options.filter ?? {}, filter)
}

/** Refuses unknown options of traffic. @throws {TypeError} */
export function checkTrafficNames(options: TrafficOptions): void {
  checkNames('traffic', options, traffic)
  checkNames('bursts', options.bursts ?? {}, bursts)
}
