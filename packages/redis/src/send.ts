import { setTimeout as sleep } from 'node:timers/promises'
import { type Evaluate, isReply } from './client.js'
import { type Part, toParts, toWhole } from './keys.js'
import type { Script } from './scripts.js'

/** A key in Redis, and what the script is to know of it. */
export interface Item {
  readonly redisKey: string
  readonly arg?: string
}

/**
 * Runs a script on a list of keys, and resolves with a letter for each. It settles only when no call is under way.
 *
 * @throws {TypeError} for an answer that is not exactly one known letter per key
 */
export type Send = (script: Script, items: readonly Item[], args: string[]) => Promise<readonly string[]>

/** How long a Cluster is asked again while it moves slots, in milliseconds. */
interface SendOptions {
  readonly timeout: number
  /** Named in errors. */
  readonly prefix: string
}

/**
 * One call for a list. On a Cluster one call per shard, all at once: a server says by itself that it is one, since
 * there are Clusters behind a single address of which the client knows nothing.
 */
export function createSend(evaluate: Evaluate, { timeout, prefix }: SendOptions): Send {
  let split: (items: readonly Item[]) => Part<Item>[] = toWhole

  async function sendPart(script: Script, items: readonly Item[], args: string[]): Promise<string> {
    const keys = items.map(({ redisKey }) => redisKey)
    const allArgs = [...items.flatMap(({ arg }) => arg ?? []), ...args]
    const endsAt = performance.now() + timeout
    for (;;) {
      try {
        return toLetters(await evaluate(script, keys, allArgs), keys.length)
      } catch (error) {
        // A slot is on its way to another node.
        if (!isReply(error, /TRYAGAIN/) || performance.now() >= endsAt) throw explain(error, prefix)
      }
      await sleep(10)
    }
  }

  async function sendParts(script: Script, parts: Part<Item>[], args: string[]): Promise<string[]> {
    const letters: string[] = []
    const sent = parts.map(async ({ items, places }) => {
      const answer = await sendPart(script, items, args)
      for (const [i, place] of places.entries()) letters[place] = answer.charAt(i)
    })
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    return letters
  }

  return async (script, items, args) => {
    if (items.length === 0) return []
    const parts = split(items)
    try {
      return await sendParts(script, parts, args)
    } catch (error) {
      // Servers and proxies word it differently. They refuse before the script runs, so nothing has happened yet.
      if (parts.length > 1 || !isReply(error, /CROSSSLOT|same slot/i)) throw error
      split = toParts
      return sendParts(script, split(items), args)
    }
  }
}

/** The letters of an answer, which is text, or bytes if the client maps types so. */
function toLetters(answer: unknown, length: number): string {
  const text = answer instanceof Uint8Array ? Buffer.from(answer).toString('latin1') : answer
  if (typeof text === 'string' && text.length === length && /^[ndr]*$/.test(text)) return text
  throw new TypeError('redisStore: the client has not answered one letter for each key, as Redis does')
}

/** How servers refuse a user: at the call, inside the script in Redis 6 and 7.0, or inside it in later versions. */
const NOT_PERMITTED = /NOPERM|The user executing the script|ACL failure in script/

/** Says which permissions are missing, since the server names one at a time. */
function explain(error: unknown, prefix: string): unknown {
  if (!isReply(error, NOT_PERMITTED)) return error
  const message = `redisStore: the user of Redis needs the permissions ~${prefix}* +eval +evalsha +set +get +del`
  return new Error(message, { cause: error })
}
