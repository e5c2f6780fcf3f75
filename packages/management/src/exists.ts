import { callRules, readCallOptions } from './call-options.js'
import { connectionPath, groupPath, readGroup, userPath } from './names.js'
import type { Request } from './request.js'
import type { CallOptions, Hub } from './types.js'

/** Codes of a 404 for a connection that has ended. */
export const connectionGone: readonly string[] = [
  'Error.Connection.NotExisted',
  'Warning.Connection.NotExisted',
]

/** Asks whether something exists. @throws {ServiceError} for a 404 without the code: it may be of a proxy */
export async function exists(
  request: Request,
  path: string,
  code: string,
  options: CallOptions | undefined,
): Promise<boolean> {
  const { signal } = readCallOptions(options, callRules)
  const { isFound } = await request({ method: 'HEAD', path, notFound: [code], signal })
  return isFound
}

export function createChecks(
  hubPath: string,
  request: Request,
): Pick<Hub, 'connectionExists' | 'userExists' | 'groupExists'> {
  return {
    async connectionExists(connectionId, options) {
      const path = hubPath + connectionPath(connectionId)
      return exists(request, path, 'Warning.Connection.NotExisted', options)
    },
    async userExists(userId, options) {
      const path = hubPath + userPath(userId)
      return exists(request, path, 'Warning.User.NotExisted', options)
    },
    async groupExists(group, options) {
      const path = hubPath + groupPath(readGroup(group))
      return exists(request, path, 'Warning.Group.NotExisted', options)
    },
  }
}
