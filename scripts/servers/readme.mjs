// Serves the app of the README of the Hono package, as each runtime does with what a file exports by default.
import { announce } from './announce.mjs'

const { Bun, Deno } = globalThis
const hostname = '127.0.0.1'

if (Bun) {
  const { default: app } = await import('./readme-hono.ts')
  announce(Bun.serve({ ...app, fetch: app.fetch, port: 0, hostname }).port, `bun ${Bun.version}`)
} else if (Deno) {
  const { default: app } = await import('./readme-hono.ts')
  const onListen = ({ port }) => announce(port, `deno ${Deno.version.deno}`)
  Deno.serve({ port: 0, hostname, onListen }, app.fetch)
} else {
  const { serve } = await import('@hono/node-server')
  const { default: app } = await import('./readme-hono.mjs')
  serve({ ...app, fetch: app.fetch, port: 0, hostname }, ({ port }) => announce(port))
}
