import { setTimeout as sleep } from 'node:timers/promises'
import { type Evaluate, isReply } from './client.js'
import { toShards } from './keys.js'
import type { Script } from './scripts.js'

interface CallOptions {
  /** Arguments of the script, one for each key, before the others. */
  readonly ofKeys?: readonly string[] | undefined
  /** What the answer begins with. @default nothing */
  readonly echo?: string | undefined
}

/**
 * Runs a script on keys, and resolves with a letter for each. It settles only when no call is under way.
 *
 * @throws {TypeError} for an answer that is not exactly one known letter per key
 */
export type Send = (
  script: Script,
  keys: readonly string[],
  args: readonly string[],
  options?: CallOptions,
) => Promise<string>

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
  let isCluster = false

  const sendWhole: Send = async (script, keys, args, { ofKeys = [], echo = '' } = {}) => {
    const endsAt = performance.now() + timeout
    for (;;) {
      try {
        return toLetters(await evaluate(script, [...keys], [...ofKeys, ...args]), keys.length, echo)
      } catch (error) {
        // A slot is on its way to another node.
        if (!isReply(error, /TRYAGAIN/) || performance.now() >= endsAt) throw explain(error, prefix)
      }
      await sleep(10)
    }
  }

  const sendShards: Send = async (script, keys, args, { ofKeys, echo } = {}) => {
    const letters: string[] = []
    const pick = (list: readonly string[], places: readonly number[]) =>
      places.map((place) => list[place] ?? '')
    const sent = toShards(keys).map(async (places) => {
      const options = { echo, ofKeys: ofKeys && pick(ofKeys, places) }
      const answer = await sendWhole(script, pick(keys, places), args, options)
      for (const [i, place] of places.entries()) letters[place] = answer.charAt(i)
    })
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    return letters.join('')
  }

  return async (script, keys, args, options) => {
    if (keys.length === 0) return ''
    if (isCluster) return sendShards(script, keys, args, options)
    try {
      return await sendWhole(script, keys, args, options)
    } catch (error) {
      // Servers and proxies word it differently. They refuse before the script runs, so nothing has happened yet.
      if (keys.length === 1 || !isReply(error, /CROSSSLOT|same slot/i)) throw error
      isCluster = true
      return sendShards(script, keys, args, options)
    }
  }
}

/** The letters of an answer after its echo. It is text, or bytes if the client maps types so. */
function toLetters(answer: unknown, length: number, echo: string): string {
  const text = answer instanceof Uint8Array ? Buffer.from(answer).toString('latin1') : answer
  if (typeof text === 'string' && text.startsWith(echo)) {
    const letters = text.slice(echo.length)
    if (letters.length === length && /^[ndr]*$/.test(letters)) return letters
  }
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
