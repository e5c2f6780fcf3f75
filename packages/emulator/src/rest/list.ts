import { badRequest } from './answer.js'
import type { Call, Result } from './call.js'

/** The largest page, and the default. */
const MAX_PAGE = 200

/** The connections of a group, in the order of their ids, so that a page can begin behind any of them. */
export function listConnections({ context, path, query, hub, group }: Call): Result {
  const size = readNumber(query, 'maxpagesize', MAX_PAGE, MAX_PAGE)
  const top = readNumber(query, 'top', Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER)
  if (size === undefined || top === undefined)
    return { refused: badRequest("'maxpagesize' must be from 1 to 200, and 'top' at least 1.") }
  const after = Buffer.from(query.get('continuationToken') ?? '', 'base64url').toString()
  const rest = [...(hub.groups.get(group) ?? [])]
    .filter(({ id }) => id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const page = rest.slice(0, Math.min(size, top))
  const value = page.map(({ id, userId }) => ({ connectionId: id, ...(userId !== undefined && { userId }) }))
  const last = page.at(-1)
  if (last === undefined || page.length === Math.min(rest.length, top)) return { json: { value } }
  const next = new URLSearchParams(query)
  next.set('continuationToken', Buffer.from(last.id).toString('base64url'))
  if (Number.isFinite(top)) next.set('top', String(top - page.length))
  return { json: { value, nextLink: `${context.endpoint}${path}?${next}` } }
}

function readNumber(query: URLSearchParams, name: string, fallback: number, max: number): number | undefined {
  const text = query.get(name)
  if (text === null) return fallback
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= max ? number : undefined
}
