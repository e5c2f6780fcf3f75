import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClaimState, Store } from '@signalr-events/dedupe'
import { withTimeout } from '@signalr-events/internal'
import { type RedisClient, toEvaluate } from './client.js'
import { type HeldKey, HeldKeys } from './held.js'
import { toRedisKey } from './keys.js'
import { type RedisStoreOptions, readOptions } from './options.js'
import * as scripts from './scripts.js'
import { createSend } from './send.js'
import { shareClaims } from './share.js'

const stateOfLetter: Readonly<Record<string, ClaimState>> = { n: 'new', r: 'running', d: 'done' }

/**
 * A store on Redis 6 or later, Valkey or Azure Managed Redis, for any number of instances. A call is one round trip,
 * whatever the length of its list; on a Cluster, up to 16 at once. Claims of one turn of the event loop share it.
 *
 * @param client of `redis` 5 or 6, or `ioredis` 5 or 6, which you connect and close
 * @returns a store whose calls reject with the error of the client or the server, or when Redis takes longer than
 *   `timeout`. A claim that fails so is given back as soon as Redis answers again.
 * @throws {TypeError} for a client that is not supported, an unknown option or a wrong value
 * @example
 * ```ts
 * import { redisStore } from '@signalr-events/redis'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: process.env.REDIS_URL }).on('error', console.error)
 * await client.connect()
 * const store = redisStore(client)
 * console.log(await store.claim(['a', 'b'], 60_000)) // [ 'new', 'new' ]
 * await store.done(['a'], 25 * 60 * 60 * 1000)
 * console.log(await redisStore(client).claim(['a', 'b'], 60_000)) // [ 'done', 'running' ]
 * await client.close()
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  const { prefix, timeout } = readOptions(options)
  const send = createSend(toEvaluate('redisStore', client), { prefix, timeout })
  const held = new HeldKeys()

  const inTime = <Value>(sent: Promise<Value>): Promise<Value> =>
    withTimeout(sent, timeout, () => new Error(`redisStore: Redis has not answered within ${timeout} ms`))

  async function claim(keys: readonly string[], leaseMs: number): Promise<readonly ClaimState[]> {
    // Each call has a token, so that one that a client sends twice, or that fails half-way, is recognised.
    const token = randomBytes(12).toString('base64url')
    const endsAt = Date.now() + leaseMs
    const redisKeys = keys.map((key) => toRedisKey(prefix, key))
    const toHeld = (redisKey: string): HeldKey => ({ redisKey, token, endsAt })
    const sent = send(scripts.claim, redisKeys, [token, toPx(leaseMs)], { echo: token })
    const letters = await inTime(sent).catch((error) => {
      void giveBack(sent, redisKeys.map(toHeld), leaseMs)
      throw error
    })
    return redisKeys.map((redisKey, i) => {
      const state = stateOfLetter[letters.charAt(i)] ?? 'running'
      // A key that is new twice in a list is running for the second that asks.
      return state === 'new' && !held.add(keys[i] ?? '', toHeld(redisKey)) ? 'running' : state
    })
  }

  const sendRelease = (items: readonly HeldKey[]): Promise<string> =>
    send(
      scripts.release,
      items.map(({ redisKey }) => redisKey),
      [],
      { ofKeys: items.map(({ token }) => token) },
    )

  /**
   * Releases keys after a call without an answer: the connection was cut, or the client keeps the call until it is
   * connected again. Until the lease ends, no instance would handle those events. A lease begins when the server gets the
   * claim, which may be any time later.
   */
  async function giveBack(
    sent: Promise<unknown>,
    items: readonly HeldKey[],
    longestLeaseMs: number,
  ): Promise<void> {
    await sent.catch(() => {})
    const until = performance.now() + longestLeaseMs
    for (let pauseMs = 50; performance.now() < until; pauseMs = Math.min(2 * pauseMs, 1_000)) {
      try {
        await inTime(sendRelease(items))
        return
      } catch {
        await sleep(pauseMs, undefined, { ref: false })
      }
    }
  }

  return {
    claim: shareClaims(claim),
    async done(keys, retentionMs) {
      const redisKeys = keys.map((key) => held.take(key)?.redisKey ?? toRedisKey(prefix, key))
      await inTime(send(scripts.done, redisKeys, [toPx(retentionMs)]))
    },
    async release(keys) {
      const items = keys.flatMap((key) => held.take(key) ?? [])
      const sent = sendRelease(items)
      await inTime(sent).catch((error) => {
        void giveBack(sent, items, Math.max(...items.map(({ endsAt }) => endsAt)) - Date.now())
        throw error
      })
    },
  }
}

/** Redis takes whole milliseconds only. */
function toPx(ms: number): string {
  return String(Math.ceil(ms))
}
