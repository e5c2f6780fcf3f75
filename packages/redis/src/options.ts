import { isMilliseconds, type Rules, readOptions as read } from '@signalr-events/internal'

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /**
   * What keys in Redis begin with, without braces. The same in all instances of a webhook; another one for another
   * webhook or deployment on the same server. If two webhooks share it, only one of them handles each event.
   *
   * @default 'signalr-events:'
   */
  readonly prefix?: string | undefined
  /**
   * How long Redis may take to answer, in milliseconds; then a call rejects. Clients themselves wait for as long as
   * they are disconnected.
   *
   * @default 2_000
   */
  readonly timeout?: number | undefined
}

const rules: Rules<RedisStoreOptions> = {
  // In a Cluster, the first braces of a key decide its slot, and those must be ours.
  prefix: [(value) => typeof value === 'string' && !/[{}]/.test(value), 'a string without braces'],
  timeout: [isMilliseconds, 'milliseconds, more than 0'],
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readOptions(options: RedisStoreOptions): {
  readonly prefix: string
  readonly timeout: number
} {
  return read('redisStore', options, rules, { prefix: 'signalr-events:', timeout: 2_000 })
}
