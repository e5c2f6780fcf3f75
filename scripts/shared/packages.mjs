// @ts-check
// The packages that are published, and the adapters among them: the lists that tests, scripts, tables and the README
// derive from.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** @type {typeof import('./packages.mjs').root} */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** @type {typeof import('./packages.mjs').packages} */
export const packages = readdirSync(`${root}/packages`).sort()

const lost = 'lost: [500](errors.md#body_consumed)'

/** @type {typeof import('./packages.mjs').adapters} */
export const adapters = {
  express: {
    title: 'Express',
    mount: '`app.use(signalrEvents(handlers, options))`',
    testedWith: 'Express 4 and 5',
    native: '`Request`',
    bodyRead: 'taken from `req.body`',
  },
  koa: {
    title: 'Koa',
    mount: '`app.use(signalrEvents(handlers, options))`',
    testedWith: 'Koa 2 and 3',
    native: '`Context`',
    bodyRead: 'taken from `ctx.request.body`',
  },
  hono: {
    title: 'Hono',
    mount: '`app.use(signalrEvents(handlers, options))`',
    testedWith: 'Hono 4 on `@hono/node-server`, Bun, Deno and workerd',
    native: '`Context`, with your `Env`',
    bodyRead: 'taken from what `c.req` has cached',
    runsWith: { '@hono/node-server': '2' },
    maxBytes: 1700,
  },
  fastify: {
    title: 'Fastify',
    mount: '`app.register(signalrEvents(handlers, options))`',
    testedWith: 'Fastify 4 and 5',
    native: '`FastifyRequest`',
    bodyRead: lost,
    maxBytes: 1100,
  },
  fetch: {
    title: '`Request` → `Response`',
    mount: '`const events = signalrEvents(handlers, options)`, then `(await events(request)) ?? …`',
    testedWith: 'Node, Bun, Deno and workerd, and [the frameworks here](docs/frameworks.md)',
    native: '`Request`, or what you pass',
    bodyRead: lost,
    exports: ['toRoute', 'toWebhookRequest'],
    maxBytes: 1229,
    runsWith: { '@hono/node-server': '2' },
  },
  'azure-functions': {
    title: 'Azure Functions',
    mount: '`app.http(name, { handler: signalrEvents(handlers, options), … })`',
    testedWith: '`@azure/functions` 4',
    native: '`request` and `invocation`',
    bodyRead: lost,
    exports: ['eventGridTrigger'],
    maxBytes: 1536,
  },
  node: {
    title: '`node:http`',
    mount: '`const events = signalrEvents(handlers, options)`, then `if (!events(request, response)) …`',
    testedWith: 'Node 20, 22, 24 and 26',
    native: '`IncomingMessage`',
    bodyRead: 'taken from `request.body` or `request.rawBody`',
    exports: ['drainRequest', 'handleRequest', 'toWebhookRequest', 'writeResponse'],
    maxBytes: 1100,
  },
}

/** @type {typeof import('./packages.mjs').readPackage} */
export function readPackage(name) {
  return JSON.parse(readFileSync(`${root}/packages/${name}/package.json`, 'utf8'))
}

/** @type {typeof import('./packages.mjs').listFoundations} */
export function listFoundations(name) {
  const ours = '@signalr-events/'
  return Object.keys(readPackage(name).dependencies ?? {})
    .filter((dependency) => dependency.startsWith(ours))
    .map((dependency) => dependency.slice(ours.length))
    .sort()
}
