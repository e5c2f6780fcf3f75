import { type Evaluate, hasCode } from './client.js'
import { type Part, toParts, toWhole } from './keys.js'
import type { Script } from './scripts.js'

/** Takes the letter that a script has answered for the key at a place of the list. */
export type Receive = (place: number, letter: string | undefined) => void

/** Runs a script on a list of keys. It settles only when nothing is under way any more. */
export type Send = (
  script: Script,
  keys: readonly string[],
  args: string[],
  receive?: Receive,
) => Promise<void>

/**
 * One call for a list; on a Cluster, one for each shard, all at once. What a server is, it tells itself: there are
 * Clusters behind a single address, where the client knows nothing of it.
 */
export function createSend(evaluate: Evaluate): Send {
  let split = toWhole

  async function sendParts(script: Script, parts: Part[], args: string[], receive?: Receive): Promise<void> {
    const sent = parts.map(async ({ keys, places }) => {
      const letters = String(await evaluate(script, keys, args))
      for (const [i, place] of places.entries()) receive?.(place, letters[i])
    })
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }

  return async (script, keys, args, receive) => {
    if (keys.length === 0) return
    try {
      await sendParts(script, split(keys), args, receive)
    } catch (error) {
      // It is refused before it runs, so that nothing has happened yet.
      if (!hasCode(error, 'CROSSSLOT')) throw error
      split = toParts
      await sendParts(script, split(keys), args, receive)
    }
  }
}
