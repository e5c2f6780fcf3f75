import { callRules, readCallOptions } from './call-options.js'
import { createClientTokens } from './client-token.js'
import { createCloses } from './close.js'
import { createChecks } from './exists.js'
import { createGroup } from './group.js'
import { connectionPath, readGroup, readHub, userPath } from './names.js'
import type { Settings } from './options.js'
import type { Request } from './request.js'
import { createSends, createSendToAll } from './send.js'
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
    sendToAll: createSendToAll(path, request),
    ...createSends(path, request),
    ...createChecks(path, request),
    ...createCloses(path, request),
    group: (group) => createGroup(readGroup(group), path, request),
    async removeConnectionFromAllGroups(connectionId, options) {
      const { signal } = readCallOptions('removeConnectionFromAllGroups', options, callRules)
      await request({ method: 'DELETE', path: `${path}${connectionPath(connectionId)}/groups`, signal })
    },
    async removeUserFromAllGroups(userId, options) {
      const { signal } = readCallOptions('removeUserFromAllGroups', options, callRules)
      await request({ method: 'DELETE', path: `${path}${userPath(userId)}/groups`, signal })
    },
  }
}
