import { ServiceError } from './errors.js'
import type { Request } from './request.js'
import type { GroupConnection } from './types.js'

interface Page {
  readonly connections: readonly GroupConnection[]
  readonly next: string | undefined
}

/** Lists connections page by page. Each page has the whole time limit of a call. */
export async function* listConnections(
  request: Request,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<GroupConnection, undefined> {
  let continuationToken: string | undefined
  do {
    const query = { continuationToken }
    const call = { method: 'GET', path, query, since: '2024-12-01', needsBody: true, signal } as const
    const { connections, next } = readPage((await request(call)).body)
    // A service that names the same page again would keep the caller here.
    if (next !== undefined && next === continuationToken) throw invalid()
    yield* connections
    continuationToken = next
  } while (continuationToken !== undefined)
}

function readPage(body: unknown): Page {
  if (typeof body !== 'object' || body === null || !('value' in body) || !Array.isArray(body.value))
    throw invalid()
  const nextLink = 'nextLink' in body ? body.nextLink : undefined
  return { connections: body.value.map(readConnection), next: readNext(nextLink) }
}

function readConnection(value: unknown): GroupConnection {
  const { connectionId, userId } = Object(value) as Record<string, unknown>
  if (typeof connectionId !== 'string') throw invalid()
  return { connectionId, ...(typeof userId === 'string' && { userId }) }
}

// The link itself is not followed: behind a proxy it names the wrong host, and the token must not go elsewhere.
function readNext(nextLink: unknown): string | undefined {
  if (nextLink === undefined || nextLink === null || nextLink === '') return undefined
  const [, query] = /\?(.*)$/s.exec(String(nextLink)) ?? []
  const token = new URLSearchParams(query).get('continuationToken')
  if (token === null) throw invalid()
  return token
}

const invalid = () =>
  new ServiceError('The service answered with no list of connections.', 'INVALID_RESPONSE')
