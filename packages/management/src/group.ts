import { addUserRules, callRules, readCallOptions } from './call-options.js'
import { closeMany } from './close.js'
import { connectionGone, exists } from './exists.js'
import { listConnections } from './list.js'
import { connectionPath, groupPath, userPath } from './names.js'
import type { Request } from './request.js'
import { createSendToAll } from './send.js'
import type { CallOptions, Group } from './types.js'

export function createGroup(name: string, hubPath: string, request: Request): Group {
  const path = hubPath + groupPath(name)
  const toUserPath = (userId: string) => hubPath + userPath(userId) + groupPath(name)
  const readSignal = (options: CallOptions | undefined) => readCallOptions(options, callRules).signal
  return {
    name,
    sendToAll: createSendToAll(path, request),
    async addConnection(connectionId, options) {
      const signal = readSignal(options)
      await request({ method: 'PUT', path: path + connectionPath(connectionId), signal })
    },
    async removeConnection(connectionId, options) {
      const signal = readSignal(options)
      const target = path + connectionPath(connectionId)
      await request({ method: 'DELETE', path: target, notFound: connectionGone, signal })
    },
    async addUser(userId, options) {
      const { ttl, signal } = readCallOptions(options, addUserRules)
      await request({ method: 'PUT', path: toUserPath(userId), query: { ttl }, signal })
    },
    async removeUser(userId, options) {
      const signal = readSignal(options)
      await request({ method: 'DELETE', path: toUserPath(userId), signal })
    },
    async userExists(userId, options) {
      return exists(request, toUserPath(userId), 'Info.User.NotInGroup', options)
    },
    closeAllConnections: async (options) => closeMany(path, request, options),
    listConnections(options) {
      return listConnections(request, `${path}/connections`, readSignal(options))
    },
  }
}
