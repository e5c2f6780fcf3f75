import type { DeliverySchema } from '@signalr-events/core'
import { toMs } from './duration.js'
import type { FilterOptions, SubscriptionOptions } from './options.js'

/** The options of a subscription, checked, with their defaults. */
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

/** Checks the options of a subscription. @throws {TypeError} that names the option and its limits */
export function readSubscription(options: SubscriptionOptions, index: number): SubscriptionSettings {
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
  return {
    name,
    endpoint,
    schema,
    headers,
    maxEvents: within(batch.maxEvents ?? 1, 1, 5000, 'batch.maxEvents'),
    preferredBytes: within(batch.preferredKilobytes ?? 64, 1, 1024, 'batch.preferredKilobytes') * 1024,
    batchContentType: batch.contentType ?? 'application/cloudevents-batch+json; charset=utf-8',
    maxAttempts: within(retry.maxAttempts ?? 30, 1, 30, 'retry.maxAttempts'),
    timeToLive: within(
      toMs(retry.timeToLive ?? '24h', 'retry.timeToLive'),
      60_000,
      86_400_000,
      'retry.timeToLive',
    ),
    jitter: within(retry.jitter ?? 0, 0, 1, 'retry.jitter'),
    probation: retry.probation ?? false,
    deadLetter,
    filter,
    timeout: toMs(timeout, 'timeout'),
    handshakeAttempts: within(more.handshakeAttempts ?? 3, 1, 100, 'handshakeAttempts'),
    concurrency: within(more.concurrency ?? 16, 1, 10_000, 'concurrency'),
  }
}

/** A number between limits. @throws {TypeError} that names it */
export function within(value: number, least: number, most: number, name: string): number {
  if (!(value >= least && value <= most))
    throw new TypeError(`${name} must be a number from ${least} to ${most}, got ${value}`)
  return value
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  const entries = Object.entries(headers)
  if (entries.length > 10) throw new TypeError('headers: Event Grid sends up to 10')
  for (const [name, value] of entries) {
    if (/^aeg-/i.test(name)) throw new TypeError(`headers: '${name}' is one of Event Grid's own`)
    if (Buffer.byteLength(value) > 4096) throw new TypeError(`headers: '${name}' is longer than 4,096 bytes`)
  }
}
