import type { IncomingMessage } from 'node:http'
import { readBody } from '../reply.js'
import { type Answer, badRequest, refuse } from './answer.js'

/** The largest body, as documented for the service. */
const MAX_BODY_BYTES = 1024 * 1024
/** How deep arguments may be nested. The service's own limit is not documented. */
const MAX_DEPTH = 64

/** A call of a client's method. */
export interface Payload {
  readonly target: string
  readonly arguments: readonly unknown[]
}

/** Reads the body of a send. The names of its members are in any case: SDKs write them with capitals. */
export async function readPayload(request: IncomingMessage): Promise<Payload | { readonly refused: Answer }> {
  const body = await readBody(request, MAX_BODY_BYTES)
  if (body === undefined)
    return { refused: refuse(413, 'Error.Request.TooLarge', 'The body is longer than 1 MB.') }
  if (!isJson(request.headers['content-type']))
    return { refused: refuse(415, 'Error.Request.MediaType', 'The body must be application/json.') }
  const members = parse(body)
  if (members === undefined) return { refused: badRequest('The body is not a JSON object.') }
  const { target, arguments: args = [] } = members
  if (typeof target !== 'string' || target === '')
    return { refused: badRequest("'target' must be a string that is not empty.") }
  if (!Array.isArray(args)) return { refused: badRequest("'arguments' must be an array.") }
  if (isDeeper(args, MAX_DEPTH)) return { refused: badRequest("'arguments' are nested too deeply.") }
  return { target, arguments: args }
}

/** Whether a value is nested in more levels, which not every protocol can write. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1))
}

const isJson = (type = 'application/json'): boolean =>
  /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)

function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name.toLowerCase(), member ?? undefined]),
    )
  } catch {
    return undefined
  }
}
