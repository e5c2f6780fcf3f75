import type { Script } from './scripts.js'

/** What a script of `redis` is called with. */
export interface ScriptOptions {
  keys: string[]
  arguments: string[]
}

/** How `SET` of `redis` is to set. */
export interface SetOptions {
  expiration: { type: 'PX'; value: number }
  condition?: 'NX'
}

/** What is called of a client of the package `redis`: an ordinary client, a pool, Sentinel or Cluster. */
export interface NodeRedisClient {
  evalSha(sha1: string, options: ScriptOptions): Promise<unknown>
  eval(script: string, options: ScriptOptions): Promise<unknown>
  set(key: string, value: string, options: SetOptions): Promise<unknown>
  get(key: string): Promise<unknown>
}

/** What is called of a client of the package `ioredis`: an ordinary client, with or without Sentinel, or Cluster. */
export interface IoredisClient {
  evalsha(sha1: string, keys: number, keysAndArguments: string[]): Promise<unknown>
  eval(script: string, keys: number, keysAndArguments: string[]): Promise<unknown>
  set(key: string, value: string, px: 'PX', ms: number): Promise<unknown>
  set(key: string, value: string, px: 'PX', ms: number, nx: 'NX'): Promise<unknown>
  get(key: string): Promise<unknown>
}

/** A client of `redis` or `ioredis`, connected by you and closed by you. */
export type RedisClient = NodeRedisClient | IoredisClient

/** Runs a script on keys: atomic, and in one round trip once the server knows it. */
export type Evaluate = (script: Script, keys: string[], args: string[]) => Promise<unknown>

/** What is asked of Redis, whatever the client. Times are whole milliseconds. */
export interface Commands {
  readonly evaluate: Evaluate
  /** Sets a key that is not there yet, and resolves with whether it did. */
  setNew(key: string, value: string, ms: number): Promise<boolean>
  set(key: string, value: string, ms: number): Promise<unknown>
  get(key: string): Promise<unknown>
}

/** @throws {TypeError} for what is no client */
export function toCommands(client: RedisClient): Commands {
  const { byHash, byText, ...commands } = toCalls(client)
  return {
    ...commands,
    async evaluate(script, keys, args) {
      try {
        return await byHash(script.sha1, keys, args)
      } catch (error) {
        // Servers forget scripts when they restart or fail over; a text that they evaluate they know again.
        if (!hasCode(error, 'NOSCRIPT')) throw error
        return byText(script.text, keys, args)
      }
    },
  }
}

/** Whether an error is a server's answer with a code, which is the first word of its message. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(`${code} `)
}

type Call = (script: string, keys: string[], args: string[]) => Promise<unknown>
type Calls = Omit<Commands, 'evaluate'> & { readonly byHash: Call; readonly byText: Call }

function toCalls(client: RedisClient): Calls {
  if (has(client, 'evalSha')) return toNodeRedisCalls(client)
  if (has(client, 'evalsha')) return toIoredisCalls(client)
  throw new TypeError('redisStore: `client` must be a client of redis or ioredis')
}

function toNodeRedisCalls(client: NodeRedisClient): Calls {
  const expiring = (ms: number) => ({ expiration: { type: 'PX', value: ms } }) as const
  return {
    byHash: (sha1, keys, args) => client.evalSha(sha1, { keys, arguments: args }),
    byText: (text, keys, args) => client.eval(text, { keys, arguments: args }),
    setNew: async (key, value, ms) =>
      (await client.set(key, value, { ...expiring(ms), condition: 'NX' })) !== null,
    set: (key, value, ms) => client.set(key, value, expiring(ms)),
    get: (key) => client.get(key),
  }
}

function toIoredisCalls(client: IoredisClient): Calls {
  return {
    byHash: (sha1, keys, args) => client.evalsha(sha1, keys.length, [...keys, ...args]),
    byText: (text, keys, args) => client.eval(text, keys.length, [...keys, ...args]),
    setNew: async (key, value, ms) => (await client.set(key, value, 'PX', ms, 'NX')) !== null,
    set: (key, value, ms) => client.set(key, value, 'PX', ms),
    get: (key) => client.get(key),
  }
}

/** Looks at the call that only one of the packages spells so. */
function has<Name extends 'evalSha' | 'evalsha'>(
  client: RedisClient,
  name: Name,
): client is Extract<RedisClient, { [_ in Name]: unknown }> {
  return typeof (client as Partial<Record<Name, unknown>> | null | undefined)?.[name] === 'function'
}
