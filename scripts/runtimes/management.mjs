// @ts-check
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { build } from 'esbuild'
import { run } from '../shared/process.mjs'

/** Bundles a Worker into one file, because workerd resolves no packages. @param {string} project */
export function bundleManagement(project) {
  return build({
    entryPoints: [join(project, 'scripts/servers/management-worker.mjs')],
    outfile: join(project, 'scripts/servers/management-worker.bundle.mjs'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
  })
}

/**
 * Calls the management client on a runtime. A server in this process records the calls.
 *
 * @param {string} project
 * @param {{ readonly name: string, readonly args?: readonly string[] }} runtime
 * @param {string} program
 */
export async function checkManagement(project, { name, args = [] }, program) {
  const { url, requests, close } = await record()
  try {
    const file = name.startsWith('miniflare') ? 'management-workerd.mjs' : 'management.mjs'
    const output = await run(program, [...args, `scripts/servers/${file}`, url], project)
    const { runtime, outcomes } = JSON.parse(output)
    assert.ok(`${runtime}.`.startsWith(`${name}.`), `it runs on ${runtime}`)
    assert.deepEqual(outcomes, [
      ...[`${url}/client/?hub=chat`, 'made', null, true, false, ['c1', 'c2']],
      ...['TypeError', 'HTTP_ERROR', 'HTTP_ERROR', 'HTTP_ERROR', 'TIMEOUT', 'TimeoutError'],
    ])
    assert.deepEqual(requests, expected(url))
  } finally {
    close()
  }
}

/** @param {string} url */
function expected(url) {
  const hub = '/api/hubs/chat'
  /** @param {string} request @param {string} audience */
  const to = (request, audience = `${url}${request.split(' ')[1]}`) => `${request} for ${audience}`
  const exists = /** @type {const} */ (['here', 'gone', 'proxy', 'redirect'])
  return [
    ...Array(2).fill(to(`GET ${hub}/groups/a%20b/connections`)),
    to(`POST ${hub}/:generateToken`, 'entra'),
    to(`POST ${hub}/users/a%2Fb/:send`),
    ...exists.map((id) => to(`HEAD ${hub}/connections/${id}`)),
    ...Array(4).fill(to(`DELETE ${hub}/connections/busy`)),
    ...Array(2).fill(to(`HEAD ${hub}/connections/slow`)),
  ]
}

/** The answers of the service, by the end of the path. @type {Readonly<Record<string, readonly [number, object?, unknown?]>>} */
const replies = {
  gone: [404, { 'x-ms-error-code': 'Warning.Connection.NotExisted' }],
  proxy: [404],
  redirect: [307, { location: '/api/hubs/chat/connections/here' }],
  busy: [503, { 'retry-after': '0' }],
  ':generateToken': [200, {}, { token: 'made' }],
}

async function record() {
  /** @type {string[]} */
  const requests = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    requests.push(`${request.method} ${pathname} for ${audienceOf(request.headers.authorization)}`)
    const last = pathname.split('/').at(-1) ?? ''
    if (last === 'slow') return
    const [status, headers = {}, body] = replies[last] ?? [200]
    response.writeHead(status, { ...headers, connection: 'close' })
    const page = searchParams.has('continuationToken')
      ? { value: [{ connectionId: 'c2' }] }
      : { value: [{ connectionId: 'c1' }], nextLink: '/more?continuationToken=x' }
    response.end(JSON.stringify(last === 'connections' ? page : body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, requests, close }
}

/** The audience of a signed token, or the token itself. @param {string | undefined} authorization */
function audienceOf(authorization = '') {
  const token = authorization.replace('Bearer ', '')
  const [, payload] = token.split('.')
  return payload === undefined ? token : JSON.parse(Buffer.from(payload, 'base64url').toString()).aud
}
