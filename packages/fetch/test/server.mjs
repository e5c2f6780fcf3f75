import { serve } from '@hono/node-server'
import { announce } from '../../../scripts/servers/announce.mjs'
import { fetch } from '../../../scripts/servers/fetch.mjs'

serve({ port: 0, hostname: '127.0.0.1', fetch }, ({ port }) => announce(port))
