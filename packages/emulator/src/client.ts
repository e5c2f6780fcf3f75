import type { IncomingMessage, ServerResponse } from 'node:http'
import { authorize } from './authorize.js'
import type { Connection } from './connection.js'
import type { Context } from './context.js'
import { allowOrigin, replyPreflight } from './cors.js'
import { isHubName } from './names.js'
import { negotiate } from './negotiate.js'
import { MAX_MESSAGE_BYTES } from './protocol/messages.js'
import { readBody, reply, replyText } from './reply.js'
import { attachEvents } from './transport/events.js'
import { attachPolling, isPollingLink } from './transport/polling.js'
import type { RequestUrl } from './url.js'

export const isClientPath = ({ segments }: RequestUrl): boolean => segments[0]?.toLowerCase() === 'client'

/** Answers a client: `/client/negotiate`, and `/client/` for transports that are made of requests. */
export async function handleClient(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  url: RequestUrl,
): Promise<void> {
  allowOrigin(request, response)
  if (request.method === 'OPTIONS' && request.headers.origin !== undefined)
    return replyPreflight(request, response)
  const [, action, ...more] = url.segments.map((segment) => segment.toLowerCase())
  if ((action !== undefined && action !== 'negotiate') || more.length > 0)
    return replyText(response, 404, 'No such path.')
  const isNegotiate = action === 'negotiate'
  const methods = isNegotiate ? ['POST'] : ['GET', 'POST', 'DELETE']
  if (!methods.includes(request.method ?? '')) return reply(response, 405, '', { allow: methods.join(', ') })
  if (isNegotiate && isRefused(context, response)) return
  const hub = url.query.get('hub') ?? ''
  if (!isHubName(hub)) return replyText(response, 400, 'The hub is missing or has no valid name.')
  const authorized = await authorize(context, request, url, { path: '/client/', hub: hub.toLowerCase() })
  if ('challenge' in authorized) return reply(response, 401, '', { 'www-authenticate': authorized.challenge })
  if (isNegotiate) return negotiate(context, response, url, hub, authorized.claims)
  await handleTransport(context, request, response, url)
}

/** Whether a negotiate is one of those that `refuse` asked for. */
function isRefused({ refusal }: Context, response: ServerResponse): boolean {
  if (refusal.times === 0) return false
  refusal.times--
  if (refusal.how === 'hang') return true
  const headers = { 401: { 'www-authenticate': 'Bearer' }, 429: { 'retry-after': '1' }, 500: {} }
  reply(response, refusal.how, '', headers[refusal.how])
  return true
}

async function handleTransport(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  { query }: RequestUrl,
): Promise<void> {
  const { registry } = context
  const id = query.get('id') ?? ''
  if (id === '') return replyText(response, 400, 'The id of the connection is missing.')
  const connection = registry.find(id)
  if (connection === undefined) return replyEnded(context, request, response, id)
  await connection.frozen?.thawed
  if (response.destroyed) return
  if (connection.state === 'gone') return replyEnded(context, request, response, id)
  if (request.method === 'GET') return connect(context, request, response, connection)
  if (request.method === 'POST') return post(context, request, response, connection)
  context.lifecycle.gone(connection, 'client-close')
  connection.link?.end()
  reply(response, 202)
}

function connect(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  connection: Connection,
): void {
  const { link } = connection
  const wantsEvents = /\btext\/event-stream\b/i.test(request.headers.accept ?? '')
  const transport = wantsEvents ? 'ServerSentEvents' : 'LongPolling'
  if (!context.settings.transports.includes(transport))
    replyText(response, 404, 'The transport is not available.')
  else if (!wantsEvents && isPollingLink(link)) link.poll(response)
  else if (link !== undefined) replyText(response, 409, 'The connection has a transport.')
  else if (wantsEvents) attachEvents(context, connection, response)
  else attachPolling(context, connection).poll(response)
}

async function post(
  { receive }: Context,
  request: IncomingMessage,
  response: ServerResponse,
  connection: Connection,
): Promise<void> {
  const { link } = connection
  if (link === undefined || link.transport === 'WebSockets')
    return replyText(response, 409, 'The connection has no transport that is made of requests.')
  const body = await readBody(request, MAX_MESSAGE_BYTES)
  if (body === undefined) return replyText(response, 413, 'The body is longer than 1 MB.')
  receive(connection, body)
  reply(response, 200)
}

/** A client that says goodbye twice, or polls once more, gets no error. */
function replyEnded(
  { registry }: Context,
  { method }: IncomingMessage,
  response: ServerResponse,
  id: string,
): void {
  const link = registry.findEnded(id)
  if (link === undefined || method === 'POST') replyText(response, 404, 'There is no such connection.')
  else if (method === 'DELETE') reply(response, 202)
  else if (isPollingLink(link)) link.poll(response)
  else reply(response, 204)
}
