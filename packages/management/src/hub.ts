import { createClientTokens } from './client-token.js'
import { exists } from './exists.js'
import { createGroup } from './group.js'
import { connectionPath, groupPath, readGroup, readHub, userPath } from './names.js'
import type { Settings } from './options.js'
import type { Request } from './request.js'
import { send } from './send.js'
import type { Hub } from './types.js'

export function createHub(given: string, settings: Settings, request: Request): Hub {
  const name = readHub(given)
  const path = `/api/hubs/${encodeURIComponent(name)}`
  const getClientAccessToken = createClientTokens(name, path, settings, request)
  return {
    name,
    getClientAccessToken: async (options = {}) => getClientAccessToken(options),
    async negotiate(options = {}) {
      const { url, token } = await getClientAccessToken(options)
      return { url, accessToken: token }
    },
    sendToAll: (target, args, options) => send(request, path, target, args, options),
    async sendToUser(userId, target, args, options) {
      await send(request, path + userPath(userId), target, args, pickSignal(options))
    },
    async sendToConnection(connectionId, target, args, options) {
      await send(request, path + connectionPath(connectionId), target, args, pickSignal(options))
    },
    group: (group) => createGroup(readGroup(group), path, request),
    async connectionExists(connectionId, { signal } = {}) {
      return exists(request, path + connectionPath(connectionId), 'Warning.Connection.NotExisted', signal)
    },
    async userExists(userId, { signal } = {}) {
      return exists(request, path + userPath(userId), 'Warning.User.NotExisted', signal)
    },
    async groupExists(group, { signal } = {}) {
      return exists(request, path + groupPath(readGroup(group)), 'Warning.Group.NotExisted', signal)
    },
    async closeConnection(connectionId, { reason, signal } = {}) {
      const notFound = ['Warning.Connection.NotExisted', 'Error.Connection.NotExisted']
      const target = path + connectionPath(connectionId)
      await request({ method: 'DELETE', path: target, query: { reason }, notFound, signal })
    },
    async closeAllConnections({ excluded, reason, signal } = {}) {
      // Not idempotent: a repetition would also close those that have reconnected.
      await request({
        method: 'POST',
        path: `${path}/:closeConnections`,
        query: { excluded, reason },
        signal,
      })
    },
  }
}

/** Only groups and the hub have `excluded`. */
const pickSignal = (options: { readonly signal?: AbortSignal | undefined } = {}) => ({
  signal: options.signal,
})
