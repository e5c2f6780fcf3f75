import { randomBytes } from 'node:crypto'
import type { ClaimState, Store } from '@signalr-events/dedupe'
import { type RedisClient, toCommands } from './client.js'
import { inTime } from './in-time.js'
import { toRedisKey } from './keys.js'
import { type RedisStoreOptions, readOptions } from './options.js'
import * as scripts from './scripts.js'
import { createSend, type Receive } from './send.js'

/**
 * A store on Redis 6 or later, Valkey or Azure Managed Redis, for any number of instances. A call is one round trip,
 * whatever the length of its list; on a Cluster, up to 16 at once. To find that a single key is not new takes a second.
 *
 * @param client of `redis` or `ioredis`, which you connect and close
 * @returns a store whose calls reject with the error of the client or the server, or when Redis takes longer than
 *   `timeout`. A claim that fails so is given back if it comes through later.
 * @throws {TypeError} for what is no client, an unknown option or a wrong value
 * @example
 * ```ts
 * import { redisStore } from '@signalr-events/redis'
 * import { createClient } from 'redis'
 *
 * const client = await createClient({ url: process.env.REDIS_URL }).connect()
 * const store = redisStore(client)
 * console.log(await store.claim(['a', 'b'], 60_000)) // [ 'new', 'new' ]
 * await store.done(['a'], 25 * 60 * 60 * 1000)
 * console.log(await redisStore(client).claim(['a', 'b'], 60_000)) // [ 'done', 'running' ]
 * await client.close()
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  const { prefix, timeout } = readOptions(options)
  const commands = toCommands(client)
  const send = createSend(commands.evaluate)
  const owner = randomBytes(12).toString('base64url')
  const toRedisKeys = (keys: readonly string[]) => keys.map((key) => toRedisKey(prefix, key))

  function sendClaim(redisKeys: readonly string[], ms: number, receive: Receive): Promise<void> {
    const [only, ...others] = redisKeys
    if (only !== undefined && others.length === 0) return claimOne(only, ms, receive)
    return send(scripts.claim, redisKeys, [owner, String(ms)], receive)
  }

  // As the script does, without one: that costs Redis less. What comes free in between is running until it is asked for
  // again.
  async function claimOne(key: string, ms: number, receive: Receive): Promise<void> {
    const isNew = await commands.setNew(key, owner, ms)
    receive(0, isNew ? 'n' : String(await commands.get(key)) === '1' ? 'd' : 'r')
  }

  async function sendDone(redisKeys: readonly string[], ms: number): Promise<void> {
    const [only, ...others] = redisKeys
    if (only !== undefined && others.length === 0) await commands.set(only, '1', ms)
    else await send(scripts.done, redisKeys, [String(ms)])
  }

  async function claim(keys: readonly string[], leaseMs: number): Promise<readonly ClaimState[]> {
    const redisKeys = toRedisKeys(keys)
    const states: ClaimState[] = []
    const sent = sendClaim(redisKeys, toPx(leaseMs), (place, letter) => {
      states[place] = toState(letter)
    })
    try {
      await inTime(sent, timeout)
    } catch (error) {
      void giveBack(sent, () => redisKeys.filter((_, place) => states[place] === 'new'))
      throw error
    }
    return states
  }

  // Clients keep calls until they are connected again. Nobody handles what is claimed then, and without this nobody
  // could until the lease ends.
  async function giveBack(sent: Promise<void>, listClaimed: () => string[]): Promise<void> {
    await sent.catch(() => {})
    await send(scripts.release, listClaimed(), [owner]).catch(() => {})
  }

  return {
    claim,
    async done(keys, retentionMs) {
      await inTime(sendDone(toRedisKeys(keys), toPx(retentionMs)), timeout)
    },
    async release(keys) {
      await inTime(send(scripts.release, toRedisKeys(keys), [owner]), timeout)
    },
  }
}

/** Redis takes whole milliseconds only. */
function toPx(ms: number): number {
  return Math.ceil(ms)
}

function toState(letter: string | undefined): ClaimState {
  if (letter === 'n') return 'new'
  return letter === 'd' ? 'done' : 'running'
}
