import { callRules, readCallOptions } from './call-options.js'
import { createClientTokens } from './client-token.js'
import { createCloses } from './close.js'
import { connectionGone, createChecks } from './exists.js'
import { createGroup } from './group.js'
import { connectionPath, readGroup, readHub, userPath } from './names.js'
import type { Settings } from './options.js'
import type { Request } from './request.js'
import { createSends, createSendToAll } from './send.js'
import type { CallOptions, Hub } from './types.js'

export function createHub(given: string, settings: Settings, request: Request): Hub {
  const name = readHub(given)
  const path = `/api/hubs/${encodeURIComponent(name)}`
  const getClientAccessToken = createClientTokens(name, path, settings, request)
  const leaveAllGroups = async (member: string, options: CallOptions | undefined) => {
    const { signal } = readCallOptions(options, callRules)
    await request({ method: 'DELETE', path: `${path}${member}/groups`, notFound: connectionGone, signal })
  }
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
    removeConnectionFromAllGroups: async (id, options) => leaveAllGroups(connectionPath(id), options),
    removeUserFromAllGroups: async (id, options) => leaveAllGroups(userPath(id), options),
  }
}
