import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pageDirectory } from '../../page-directory.js'
import type { PageContext } from './context.js'
import { PageError } from './page-error.js'

const script = 'text/javascript; charset=utf-8'
const types: Readonly<Record<string, string>> = {
  '/index.html': 'text/html; charset=utf-8',
  '/page.css': 'text/css; charset=utf-8',
  '/page.js': script,
  '/clients.js': script,
  '/lists.js': script,
  '/signalr.min.js': script,
  '/signalr.LICENSE.txt': 'text/plain; charset=utf-8',
}

/** Sends a file of the page. @throws {PageError} if there is none */
export async function sendFile(
  { service }: PageContext,
  { method }: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const name = path === '/' ? '/index.html' : path
  const type = types[name]
  if (type === undefined) throw new PageError(404, 'No such path.')
  if (method !== 'GET' && method !== 'HEAD') throw new PageError(405, 'Only GET is allowed.')
  const body = await readFile(new URL(`.${name}`, pageDirectory))
  response.writeHead(200, {
    'content-type': type,
    'content-length': body.length,
    'content-security-policy': toPolicy(service.endpoint),
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  response.end(method === 'HEAD' ? undefined : body)
}

/** The page connects to itself and to the service, and stands in no frame. */
function toPolicy(endpoint: string): string {
  const service = `${endpoint} ${endpoint.replace(/^http/, 'ws')}`
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ${service}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
