import { announce } from './announce.mjs'
import { app } from './app.mjs'

const RUNTIME = `deno ${Deno.version.deno}`

Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => announce(port, RUNTIME) }, (request) =>
  app.fetch(request, { RUNTIME }),
)
