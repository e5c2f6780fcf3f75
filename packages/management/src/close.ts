import { closeManyRules, closeRules, readCallOptions } from './call-options.js'
import { connectionGone } from './exists.js'
import { connectionPath, userPath } from './names.js'
import type { Request } from './request.js'
import type { CloseManyOptions, Hub } from './types.js'

export function createCloses(
  hubPath: string,
  request: Request,
): Pick<Hub, 'closeConnection' | 'closeAllConnections' | 'closeUserConnections'> {
  return {
    async closeConnection(connectionId, options) {
      const { reason, signal } = readCallOptions(options, closeRules)
      const path = hubPath + connectionPath(connectionId)
      await request({ method: 'DELETE', path, query: { reason }, notFound: connectionGone, signal })
    },
    closeAllConnections: async (options) => closeMany(hubPath, request, options),
    async closeUserConnections(userId, options) {
      await closeMany(hubPath + userPath(userId), request, options)
    },
  }
}

/** Closes the connections of a hub, a user or a group. */
export async function closeMany(
  path: string,
  request: Request,
  options: CloseManyOptions | undefined,
): Promise<void> {
  const { excluded, reason, signal } = readCallOptions(options, closeManyRules)
  // Not idempotent: a repetition would also close those that have reconnected.
  await request({ method: 'POST', path: `${path}/:closeConnections`, query: { excluded, reason }, signal })
}
