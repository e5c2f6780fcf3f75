import { validateHeaderValue } from 'node:http'
import { checkNames, isFunction, isListOf, isText, type Rules, readOptions } from '@signalr-events/internal'
import type { Clock } from './clock.js'
import type { EventToPublish, PastEvent, PublishedEvent } from './events.js'
import type {
  BatchOptions,
  EventGridOptions,
  FilterOptions,
  RetryOptions,
  SubscriptionOptions,
} from './options.js'
import type { TrafficOptions } from './traffic-options.js'

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

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

const isNumber = (value: unknown): boolean => typeof value === 'number'
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isString = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => isObject(value) && Object.values(value as object).every(isString)

function isHeaderValue(value: unknown): boolean {
  try {
    validateHeaderValue('content-type', value as string)
    return isText(value)
  } catch {
    return false
  }
}

const number = [isNumber, 'a number'] as const
const wholeNumber = [Number.isInteger, 'a whole number'] as const
const boolean = [isBoolean, 'true or false'] as const
const object = [isObject, 'an object'] as const
const text = [isString, 'a text'] as const
const duration = [
  (value: unknown) => isNumber(value) || isString(value),
  "milliseconds or like '10m'",
] as const

// Types only. The limits are checked where the options are used.

const subscription: Rules<SubscriptionOptions> = {
  endpoint: [isText, 'an http or https URL', 'required'],
  name: [isText, 'a text that is not empty'],
  schema: [isText, "'eventgrid' or 'cloudevents'"],
  headers: [isTexts, 'an object of texts'],
  ...{ batch: object, retry: object, filter: object, deadLetter: boolean, timeout: duration },
  ...{ handshakeAttempts: number, concurrency: number },
}
const batch: Rules<BatchOptions> = {
  ...{ maxEvents: number, preferredKilobytes: number, contentType: [isHeaderValue, 'a content type'] },
}
const retry: Rules<RetryOptions> = {
  ...{ maxAttempts: number, timeToLive: duration, jitter: number, probation: boolean },
}
const filter: Rules<FilterOptions> = {
  includedEventTypes: [isListOf(isText), 'a list of event types'],
  ...{ subjectBeginsWith: text, subjectEndsWith: text, isSubjectCaseSensitive: boolean },
}
const traffic: Rules<TrafficOptions> = {
  hubs: [isListOf(isText), 'a list of names'],
  ...{ users: wholeNumber, tabs: wholeNumber, events: wholeNumber, duration, bursts: object },
  ...{ rate: number, anonymous: number, errors: number },
}
const bursts: Rules<NonNullable<TrafficOptions['bursts']>> = {
  every: [...duration, 'required'],
  users: wholeNumber,
}

/** Checks the names and types of the options of a subscription. @throws {TypeError} */
export function checkSubscription(options: SubscriptionOptions): void {
  readOptions('subscriptions', options, subscription, {})
  readOptions('batch', options.batch ?? {}, batch, {})
  readOptions('retry', options.retry ?? {}, retry, {})
  readOptions('filter', options.filter ?? {}, filter, {})
}

/** Checks the names and types of the options of traffic. @throws {TypeError} */
export function checkTraffic(options: TrafficOptions): void {
  readOptions('traffic', options, traffic, {})
  if (options.bursts !== undefined) readOptions('bursts', options.bursts, bursts, {})
}

const event: Readonly<Record<keyof PastEvent | keyof PublishedEvent, true>> = {
  ...{ type: true, id: true, source: true, hubName: true, connectionId: true, userId: true },
  ...{ errorMessage: true, timestamp: true, at: true, publishedAt: true },
}

/** Refuses unknown members of an event: a misspelled one would get a generated value. @throws {TypeError} */
export function checkEvent(options: EventToPublish): void {
  checkNames('publish', options, event)
}
