import { Pool } from 'undici'
import { start } from './child.js'
import { type Effort, warm } from './compare.js'
import { CYCLE, createDelivery, type Shape } from './deliveries.js'
import { path } from './frameworks.js'
import type { ServerTask, Usage } from './processes/server.js'

/** How many requests are in flight, each on another connection. */
const CONNECTIONS = 16
/** How many events a server may get: those of others have other numbers, since Redis would know them. */
const MAX_EVENTS = 100_000 * CYCLE
let servers = 0

/** Starts a server in its own process, and warms it. A slice is the cost of a request. */
export async function startServer(task: ServerTask, shape: Shape, effort: Effort) {
  const server = await start<number>('server', task)
  const pool = new Pool(`http://127.0.0.1:${server.ready}`, { connections: CONNECTIONS, pipelining: 1 })
  let next = servers++ * MAX_EVENTS

  async function deliver(): Promise<void> {
    const { method, headers, body = '' } = createDelivery(shape, next)
    next += shape.events
    const response = await pool.request({ path, method, headers, body })
    await response.body.dump()
  }
  /** @throws {Error} if an event was not handled */
  async function send(count: number): Promise<number> {
    const before = await server.ask<Usage>('usage')
    await Promise.all(Array.from({ length: count }, deliver))
    const { cpu, handled } = await server.ask<Usage>('usage')
    if (handled - before.handled !== count * shape.events)
      throw new Error(`${task.framework}, ${task.route}: handled ${handled - before.handled} events`)
    return (cpu - before.cpu) / count
  }

  const requests = await warm(send, effort)
  // Whole cycles, so that as many clients connect as disconnect.
  const sliceEvents = Math.ceil((requests * shape.events) / CYCLE) * CYCLE
  return {
    sliceEvents,
    slice: () => send(sliceEvents / shape.events),
    /** Sets keys on a plain socket of the same process. Resolves with the CPU time for each, in microseconds. */
    setKeys: (count: number) => server.ask<number>(count),
    async stop() {
      await pool.destroy()
      await server.stop()
    },
  }
}
