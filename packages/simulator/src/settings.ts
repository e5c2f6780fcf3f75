import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { DeliverySchema } from '@signalr-events/core'
import { isSetByHttp } from '@signalr-events/internal'
import { toMs } from './duration.js'
import type { FilterOptions, SubscriptionOptions } from './options.js'
import { checkRange } from './range.js'
import { checkSubscription } from './rules.js'

/** The validated options of a subscription, with their defaults. */
export interface SubscriptionSettings {
  readonly name: string
  readonly endpoint: string
  readonly schema: DeliverySchema
  readonly headers: Readonly<Record<string, string>>
  readonly maxEvents: number
  readonly preferredBytes: number
  readonly batchContentType: string
  readonly maxAttempts: number
  readonly timeToLive: number
  readonly jitter: number
  readonly probation: boolean
  readonly deadLetter: boolean
  readonly filter: FilterOptions
  readonly timeout: number
  readonly handshakeAttempts: number
  readonly concurrency: number
}

/** Validates the options of all subscriptions. @throws {TypeError} for an invalid option or a duplicate name */
export function readSubscriptions(list: readonly SubscriptionOptions[]): SubscriptionSettings[] {
  const settings = list.map(readSubscription)
  const names = settings.map(({ name }) => name)
  const duplicate = names.find((name, i) => names.indexOf(name) !== i)
  if (duplicate !== undefined) throw new TypeError(`There are two subscriptions '${duplicate}'`)
  return settings
}

/** Validates the options of a subscription. @throws {TypeError} that names the option and its limits */
function readSubscription(options: SubscriptionOptions, index: number): SubscriptionSettings {
  checkSubscription(options)
  const {
    name = `subscription-${index + 1}`,
    endpoint,
    schema = 'eventgrid',
    headers = {},
    ...more
  } = options
  const { batch = {}, retry = {}, deadLetter = false, filter = {}, timeout = '30s' } = more
  if (!/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : ''))
    throw new TypeError(`endpoint must be an http or https URL, got '${endpoint}'`)
  if (schema !== 'eventgrid' && schema !== 'cloudevents')
    throw new TypeError(`schema must be 'eventgrid' or 'cloudevents', got '${schema}'`)
  checkHeaders(headers)
  validateHeaderValue('aeg-subscription-name', name)
  return {
    name,
    endpoint,
    schema,
    headers,
    maxEvents: checkCount(batch.maxEvents ?? 1, 5000, 'batch.maxEvents'),
    preferredBytes: checkRange(batch.preferredKilobytes ?? 64, 1, 1024, 'batch.preferredKilobytes') * 1024,
    batchContentType: batch.contentType ?? 'application/cloudevents-batch+json; charset=utf-8',
    maxAttempts: checkCount(retry.maxAttempts ?? 30, 30, 'retry.maxAttempts'),
    timeToLive: checkRange(
      toMs(retry.timeToLive ?? '24h', 'retry.timeToLive'),
      60_000,
      86_400_000,
      'retry.timeToLive',
    ),
    jitter: checkRange(retry.jitter ?? 0, 0, 1, 'retry.jitter'),
    probation: retry.probation ?? false,
    deadLetter,
    filter,
    timeout: toMs(timeout, 'timeout'),
    handshakeAttempts: checkCount(more.handshakeAttempts ?? 3, 100, 'handshakeAttempts'),
    concurrency: checkCount(more.concurrency ?? 16, 10_000, 'concurrency'),
  }
}

function checkCount(value: number, max: number, name: string): number {
  if (!Number.isInteger(value)) throw new TypeError(`${name} must be a whole number, got ${value}`)
  return checkRange(value, 1, max, name)
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  const entries = Object.entries(headers)
  if (entries.length > 10) throw new TypeError('headers: Event Grid sends up to 10')
  for (const [name, value] of entries) {
    if (/^aeg-/i.test(name)) throw new TypeError(`headers: '${name}' is reserved for Event Grid`)
    if (isSetByHttp(name)) throw new TypeError(`headers: '${name}' is set by HTTP and cannot be added`)
    validateHeaderName(name)
    validateHeaderValue(name, value)
    if (Buffer.byteLength(value) > 4096) throw new TypeError(`headers: '${name}' is longer than 4,096 bytes`)
  }
}
