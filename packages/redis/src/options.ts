/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /**
   * What keys in Redis begin with, without braces. The same in all instances that share events; another one for
   * another deployment on the same server. Default `signalr-events:`.
   */
  readonly prefix?: string | undefined
  /**
   * How long Redis may take to answer, in milliseconds; then a call rejects. Clients themselves wait for as long as
   * they are disconnected. Default 2,000.
   */
  readonly timeout?: number | undefined
}

/** Options checked, with their defaults filled in. */
export type Settings = { readonly [Name in keyof RedisStoreOptions]-?: NonNullable<RedisStoreOptions[Name]> }

/** The longest time that a timer takes. */
const longest = 2 ** 31 - 1

const rules: Readonly<
  Record<keyof RedisStoreOptions, readonly [test: (value: unknown) => boolean, says: string]>
> = {
  // In a Cluster, the first braces of a key decide its slot, and those must be ours.
  prefix: [(value) => typeof value === 'string' && !/[{}]/.test(value), 'a string without braces'],
  timeout: [
    (value) => typeof value === 'number' && value > 0 && value <= longest,
    'milliseconds, more than 0',
  ],
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readOptions(options: RedisStoreOptions): Settings {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) throw new TypeError(`redisStore: there is no option '${name}'`)
    const [test, says] = rules[name as keyof RedisStoreOptions]
    if (value !== undefined && !test(value)) throw new TypeError(`redisStore: '${name}' must be ${says}`)
  }
  const { prefix = 'signalr-events:', timeout = 2_000 } = options
  return { prefix, timeout }
}
