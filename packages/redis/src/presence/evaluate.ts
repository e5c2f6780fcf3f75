import { setTimeout as sleep } from 'node:timers/promises'
import { type Evaluate, isReply, type RedisClient, toEvaluate } from '../client.js'

/** How servers refuse a user: at the call, inside the script in Redis 6 and 7.0, or inside it in later versions. */
const NOT_PERMITTED = /NOPERM|The user executing the script|ACL failure in script/

const COMMANDS = '+eval +evalsha +@hash +@set +@sortedset +@stream +time +del +unlink +exists'

/** How long a Cluster is asked again while the slot of a hub moves, in milliseconds. */
const MOVE_MS = 2_000
const PAUSE_MS = 20

/** Runs scripts: again while a slot moves, and with the permissions that are missing in errors. */
export function createEvaluate(client: RedisClient, prefix: string): Evaluate {
  const evaluate = toEvaluate('redisPresence', client)
  return async (script, keys, args) => {
    const endsAt = performance.now() + MOVE_MS
    for (;;) {
      try {
        return await evaluate(script, keys, args)
      } catch (error) {
        if (!isReply(error, /TRYAGAIN/) || performance.now() >= endsAt) throw explain(error, prefix)
      }
      await sleep(PAUSE_MS)
    }
  }
}

/** Says which permissions are missing, since the server names one at a time. */
function explain(error: unknown, prefix: string): unknown {
  if (!isReply(error, NOT_PERMITTED)) return error
  const message = `redisPresence: the user of Redis needs the permissions ~${prefix}* ${COMMANDS}`
  return new Error(message, { cause: error })
}
