import { isText } from '@signalr-events/internal'
import { callRules, readCallOptions, sendRules } from './call-options.js'
import { connectionPath, userPath } from './names.js'
import type { Request } from './request.js'
import type { Hub, SendOptions } from './types.js'

/** Sends to the clients of a hub or a group. */
export function createSendToAll(path: string, request: Request): Hub['sendToAll'] {
  return async (target, args, options) => {
    await send(request, path, target, args, readCallOptions(options, sendRules))
  }
}

/** Sends to one user or connection, which has no `excluded`. */
export function createSends(hubPath: string, request: Request): Pick<Hub, 'sendToUser' | 'sendToConnection'> {
  return {
    async sendToUser(userId, target, args, options) {
      const path = hubPath + userPath(userId)
      await send(request, path, target, args, readCallOptions(options, callRules))
    },
    async sendToConnection(connectionId, target, args, options) {
      const path = hubPath + connectionPath(connectionId)
      await send(request, path, target, args, readCallOptions(options, callRules))
    },
  }
}

/** Calls a method of clients. @throws {TypeError} without a target */
async function send(
  request: Request,
  path: string,
  target: string,
  args: readonly unknown[] = [],
  { excluded, signal }: SendOptions,
): Promise<void> {
  if (!isText(target)) throw new TypeError('send: the target must be a non-empty string')
  if (!Array.isArray(args)) throw new TypeError('send: the arguments must be an array')
  const body = { target, arguments: args }
  await request({ method: 'POST', path: `${path}/:send`, query: { excluded }, body, signal })
}
