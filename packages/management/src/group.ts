import { listConnections } from './list.js'
import { connectionPath, groupPath, userPath } from './names.js'
import type { Request } from './request.js'
import { send } from './send.js'
import type { Group } from './types.js'

export function createGroup(name: string, hubPath: string, request: Request): Group {
  const path = hubPath + groupPath(name)
  const toUserPath = (userId: string) => hubPath + userPath(userId) + groupPath(name)
  return {
    name,
    sendToAll: (target, args, options) => send(request, path, target, args, options),
    async addConnection(connectionId, { signal } = {}) {
      await request({ method: 'PUT', path: path + connectionPath(connectionId), signal })
    },
    async removeConnection(connectionId, { signal } = {}) {
      const notFound = ['Error.Connection.NotExisted', 'Warning.Connection.NotExisted']
      await request({ method: 'DELETE', path: path + connectionPath(connectionId), notFound, signal })
    },
    async addUser(userId, { ttl, signal } = {}) {
      if (ttl !== undefined && !(Number.isSafeInteger(ttl) && ttl >= 0)) {
        throw new TypeError("addUser: 'ttl' must be a whole number of seconds, 0 or more")
      }
      await request({ method: 'PUT', path: toUserPath(userId), query: { ttl }, signal })
    },
    async removeUser(userId, { signal } = {}) {
      await request({ method: 'DELETE', path: toUserPath(userId), signal })
    },
    listConnections: ({ signal } = {}) => listConnections(request, `${path}/connections`, signal),
  }
}
