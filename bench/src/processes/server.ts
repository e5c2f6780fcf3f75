import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { answer, readCpu, readTask, send } from '../child.js'
import { createRedisClient, setKeys } from '../redis.js'
import { createRoute } from '../servers.js'

// A server with one route. Sends its port, then answers what it has used.

/** The task of this process. */
export interface ServerTask {
  readonly framework: string
  readonly route: string
  /** The port of Redis, for routes that need one. */
  readonly redis?: number | undefined
}

/** What the server has used so far: CPU time in microseconds, and handled events. */
export interface Usage {
  readonly cpu: number
  readonly handled: number
}

const { framework, route, redis } = readTask<ServerTask>()
let handled = 0
const client = createRedisClient(redis ?? 0)
if (redis !== undefined) await client.connect()

const server = await createRoute(route, framework, () => void handled++, client)
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1')
await once(server, 'listening')

// A number is how many keys to set on a plain socket, for comparison.
answer(async (keys: number | 'usage') => {
  if (keys !== 'usage') return setKeys(redis ?? 0, keys)
  return { cpu: readCpu(), handled } satisfies Usage
})
send((server.address() as AddressInfo).port)
