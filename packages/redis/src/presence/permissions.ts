import { type Evaluate, isReply } from '../client.js'

/** How servers refuse a user: at the call, inside the script in Redis 6 and 7.0, or inside it in later versions. */
const NOT_PERMITTED = /NOPERM|The user executing the script|ACL failure in script/

const COMMANDS = '+eval +evalsha +@hash +@set +@sortedset +@stream +time +del +unlink +exists'

/** Says which permissions are missing, since the server names one at a time. */
export function explainPermissions(evaluate: Evaluate, prefix: string): Evaluate {
  return async (script, keys, args) => {
    try {
      return await evaluate(script, keys, args)
    } catch (error) {
      if (!isReply(error, NOT_PERMITTED)) throw error
      const message = `redisPresence: the user of Redis needs the permissions ~${prefix}* ${COMMANDS}`
      throw new Error(message, { cause: error })
    }
  }
}
