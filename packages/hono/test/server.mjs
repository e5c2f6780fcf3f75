import { serve } from '@hono/node-server'
import { announce } from '../../../scripts/servers/announce.mjs'
import { app } from '../../../scripts/servers/app.mjs'

const RUNTIME = `node ${process.version}`

serve(
  { port: 0, hostname: '127.0.0.1', fetch: (request, env) => app.fetch(request, { ...env, RUNTIME }) },
  ({ port }) => announce(port),
)
