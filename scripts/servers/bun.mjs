import { announce } from './announce.mjs'
import { app } from './app.mjs'

const RUNTIME = `bun ${Bun.version}`

const { port } = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request) => app.fetch(request, { RUNTIME }),
})
announce(port, RUNTIME)
