import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { readCpu } from '../cpu.js'
import { type Framework, loadRoutes } from '../servers/servers.js'
import { readTask } from './ask.js'

// A server with one route. It sends its port, then answers questions.

/** The task of this process. */
export interface ServerTask {
  readonly framework: Framework
  readonly route: string
}

/** `collect` starts recording the connection ids that the handler receives; `received` returns them. */
export type Question = 'cpu' | 'collect' | 'received'

const { framework, route } = readTask<ServerTask>()
let received: string[] | undefined

const answers: Readonly<Record<Question, () => unknown>> = {
  cpu: readCpu,
  collect() {
    received = []
    return true
  },
  received() {
    const taken = received
    received = undefined
    return taken
  },
}

const create = (await loadRoutes(framework))[route]
if (create === undefined) throw new RangeError(`${framework} has no route '${route}'`)
const server = await create((connectionId) => received?.push(connectionId))
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1')
await once(server, 'listening')

process.on('message', (question: Question) => process.send?.(answers[question]()))
process.on('disconnect', () => process.exit())
process.send?.((server.address() as AddressInfo).port)
