import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ActionName, actionNames } from '../action-names.js'
import { readObject } from './body.js'
import type { PageContext } from './context.js'
import { PageError } from './page-error.js'
import { sendEvents } from './stream.js'

type Route = (
  context: PageContext,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
) => void | Promise<void>

/** What the page asks for, by method and path. There are no CORS headers, so other origins can read none of it. */
export const routes: Readonly<Record<string, Route | undefined>> = {
  'GET /local/events': sendEvents,
  'POST /local/negotiate': negotiate,
  'POST /local/send': send,
  'POST /local/action': act,
}

/** As an app does. An app takes the user from its own login; here everybody may be anyone. */
async function negotiate(
  { service, hub }: PageContext,
  _request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> {
  const userId = query.get('user') || undefined
  sendJson(response, await service.negotiate({ hub, userId }))
}

/** As an app does by the REST API: a message to all clients of the hub. */
async function send(
  { service, hub }: PageContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { user, text } = await readObject(request)
  if (typeof user !== 'string' || typeof text !== 'string')
    throw new PageError(400, "'user' and 'text' must be text.")
  sendJson(response, { clients: service.send({ hub }, 'message', user, text) })
}

async function act(
  { actions }: PageContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { action, connectionId } = await readObject(request)
  if (!isActionName(action)) throw new PageError(400, `'action' must be one of ${actionNames.join(', ')}.`)
  if (connectionId !== undefined && typeof connectionId !== 'string')
    throw new PageError(400, "'connectionId' must be text.")
  sendJson(response, { connections: actions.run(action, connectionId) })
}

const isActionName = (value: unknown): value is ActionName => actionNames.some((name) => name === value)

function sendJson(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}
