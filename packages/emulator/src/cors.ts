import type { IncomingMessage, ServerResponse } from 'node:http'
import { reply } from './reply.js'

/** Lets pages of any origin read the answer, also if it is a refusal. Browsers send credentials, so `*` is not enough. */
export function allowOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return
  response.setHeader('access-control-allow-origin', headers.origin)
  response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('vary', 'origin')
}

/** Answers a browser that asks whether it may send a request. */
export function replyPreflight({ headers }: IncomingMessage, response: ServerResponse): void {
  reply(response, 204, '', {
    'access-control-allow-methods': headers['access-control-request-method'] ?? 'GET, POST, DELETE',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-max-age': '600',
  })
}
