import type { Script } from './scripts.js'

/** What a script of `redis` is called with. */
export interface ScriptOptions {
  /** The keys of the script. */
  keys: string[]
  /** The other arguments of the script. */
  arguments: string[]
}

/** What is called of a client of the package `redis` 5 or 6: an ordinary client, a pool, Sentinel or Cluster. */
export interface NodeRedisClient {
  /** Runs a known script. */
  evalSha(sha1: string, options: ScriptOptions): Promise<unknown>
  /** Runs a script by its text. */
  eval(script: string, options: ScriptOptions): Promise<unknown>
  /** Only version 5 and later have it; version 4 is not supported. */
  readonly withTypeMapping: (...args: never[]) => unknown
}

/** What is called of a client of the package `ioredis` 5 or 6: an ordinary client, with or without Sentinel, or Cluster. */
export interface IoredisClient {
  /** Runs a known script. */
  evalsha(sha1: string, keys: number, keysAndArguments: string[]): Promise<unknown>
  /** Runs a script by its text. */
  eval(script: string, keys: number, keysAndArguments: string[]): Promise<unknown>
  /** HTTP clients with similar methods do not have it. */
  readonly defineCommand: (...args: never[]) => unknown
}

/** A client of `redis` or `ioredis`, connected by you and closed by you. */
export type RedisClient = NodeRedisClient | IoredisClient

/** Runs a script on keys: atomic, and in one round trip once the server knows it. */
export type Evaluate = (script: Script, keys: string[], args: string[]) => Promise<unknown>

type Call = (script: string, keys: string[], args: string[]) => Promise<unknown>

/**
 * How to run scripts with a client.
 *
 * @param owner the function that takes the client, named in errors
 * @throws {TypeError} for a client that is not supported
 */
export function toEvaluate(owner: string, client: RedisClient): Evaluate {
  const { byHash, byText } = toCalls(owner, client)
  return async (script, keys, args) => {
    try {
      return await byHash(script.sha1, keys, args)
    } catch (error) {
      // Servers forget scripts when they restart or fail over. They remember one whose text they have run.
      if (!isReply(error, /NOSCRIPT/)) throw error
      return byText(script.text, keys, args)
    }
  }
}

/** Whether an error is a server's answer of a kind. */
export function isReply(error: unknown, kind: RegExp): boolean {
  return error instanceof Error && kind.test(error.message)
}

function toCalls(owner: string, client: RedisClient): { readonly byHash: Call; readonly byText: Call } {
  if (isNodeRedis(client)) {
    return {
      byHash: (sha1, keys, args) => client.evalSha(sha1, { keys, arguments: args }),
      byText: (text, keys, args) => client.eval(text, { keys, arguments: args }),
    }
  }
  if (isIoredis(client)) {
    checkIoredis(owner, client)
    return {
      byHash: (sha1, keys, args) => client.evalsha(sha1, keys.length, [...keys, ...args]),
      byText: (text, keys, args) => client.eval(text, keys.length, [...keys, ...args]),
    }
  }
  throw new TypeError(`${owner}: \`client\` must be a client of redis 5 or 6, or of ioredis 5 or 6`)
}

function isNodeRedis(client: RedisClient): client is NodeRedisClient {
  return hasMethods(client, ['evalSha', 'eval', 'withTypeMapping'])
}

function isIoredis(client: RedisClient): client is IoredisClient {
  return hasMethods(client, ['evalsha', 'eval', 'defineCommand'])
}

function hasMethods(client: unknown, names: readonly string[]): boolean {
  return names.every(
    (name) => typeof (client as Record<string, unknown> | null | undefined)?.[name] === 'function',
  )
}

/** A Cluster client that pipelines by itself chooses the slot of a script by its hash, and so mixes up slots. */
function checkIoredis(owner: string, client: object): void {
  const { isCluster, options } = client as {
    isCluster?: unknown
    options?: { enableAutoPipelining?: unknown }
  }
  if (isCluster === true && options?.enableAutoPipelining === true) {
    throw new TypeError(`${owner}: an ioredis Cluster client must not set \`enableAutoPipelining\``)
  }
}
