import { type FailureCode, WebhookError } from '@signalr-events/core'
import type { Reading } from '@signalr-events/fetch'
import { type ReadableIncoming, readIncoming } from '@signalr-events/internal'

/** Node's own request. */
export interface Incoming extends ReadableIncoming {
  readonly httpVersionMajor: number
  readonly readableDidRead: boolean
}

/** Node's own request, where `@hono/node-server` keeps it: in `c.env`. */
export function toIncoming(env: unknown): Incoming | undefined {
  const incoming = (env as { incoming?: unknown } | undefined)?.incoming
  return typeof (incoming as { pause?: unknown } | undefined)?.pause === 'function'
    ? (incoming as Incoming)
    : undefined
}

/**
 * Reads a header from Node's request if nothing has looked at those of `request`, where middleware may change them. Each
 * of those that a delivery has costs one percent more in `request`.
 */
export function toHeader(
  request: Request,
  incoming: Incoming | undefined,
): ((name: string) => string | undefined) | undefined {
  if (!isUntouched(request, incoming, isString)) return undefined
  return (name) => {
    const value = incoming.headers[name.toLowerCase()]
    return isString(value) ? value : undefined
  }
}

/** Reads Node's request if `request` was made of it and is untouched, which costs a tenth less of a delivery. */
export function readUnder(
  request: Request,
  incoming: Incoming | undefined,
  { maxBytes, onAbort, onBytes }: Reading,
): Promise<Uint8Array> | undefined {
  if (!isUntouched(request, incoming, isHead)) return undefined
  const createError = (code: FailureCode) => new WebhookError(code)
  const toBytes = (text: string) => new TextEncoder().encode(text)
  // Written out, since to spread an object costs another tenth.
  return readIncoming(incoming, { maxBytes, onAbort, onBytes, toBytes, createError }).then(join)
}

const isString = (part: unknown): part is string => typeof part === 'string'
const isHead = (part: unknown): boolean => isString(part) || part instanceof Headers

/**
 * Whether a request is the one that `@hono/node-server` has made of Node's, and nothing has looked at more than these
 * parts. In properties named by symbols, that server keeps Node's request, method, URL and headers, and then what it makes of
 * the body: a standard `Request`, a promise, a flag. With anything of that, or anything unknown, the request counts.
 */
function isUntouched(
  request: Request,
  incoming: Incoming | undefined,
  isKnown: (part: unknown) => boolean,
): incoming is Incoming {
  if (incoming?.readableDidRead !== false || incoming.httpVersionMajor !== 1) return false
  // Something that stands for the request, such as a `Proxy`, has another way to read.
  if (request.arrayBuffer !== Object.getPrototypeOf(request).arrayBuffer) return false
  let isOver = false
  for (const name of Reflect.ownKeys(request)) {
    // Something has replaced a member.
    if (isString(name)) return false
    const part: unknown = Reflect.get(request, name)
    if (part === incoming) isOver = true
    else if (!isKnown(part)) return false
  }
  return isOver
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const body = new Uint8Array(chunks.reduce((size, { byteLength }) => size + byteLength, 0))
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}
