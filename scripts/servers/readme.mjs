// Serves the app in the README of the Hono or the fetch package, as each runtime serves a default export.
import { announce } from './announce.mjs'

const { Bun, Deno } = globalThis
const hostname = '127.0.0.1'
const [, , name] = process.argv

if (Bun) {
  const { default: app } = await import(`./readme-${name}.ts`)
  announce(Bun.serve({ ...app, fetch: app.fetch, port: 0, hostname }).port, `bun ${Bun.version}`)
} else if (Deno) {
  const { default: app } = await import(`./readme-${name}.ts`)
  const onListen = ({ port }) => announce(port, `deno ${Deno.version.deno}`)
  Deno.serve({ port: 0, hostname, onListen }, app.fetch)
} else {
  const { serve } = await import('@hono/node-server')
  const { default: app } = await import(`./readme-${name}.mjs`)
  serve({ ...app, fetch: app.fetch, port: 0, hostname }, ({ port }) => announce(port))
}
