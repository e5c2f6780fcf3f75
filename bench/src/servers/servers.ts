import type { Routes } from './route.js'

export type Framework = 'express' | 'koa' | 'hono' | 'fastify' | 'node:http'

// Each framework is loaded only if it is used, so that a server has nothing else in memory.
const modules: Readonly<Record<Framework, () => Promise<{ readonly routes: Routes }>>> = {
  express: () => import('./express.js'),
  koa: () => import('./koa.js'),
  hono: () => import('./hono.js'),
  fastify: () => import('./fastify.js'),
  'node:http': () => import('./node.js'),
}

/** The routes of a framework. */
export async function loadRoutes(framework: Framework): Promise<Routes> {
  return (await modules[framework]()).routes
}
