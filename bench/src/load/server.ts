import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Slice } from '../pairs.js'
import { receive, start } from '../processes/ask.js'
import type { Question, ServerTask } from '../processes/server.js'
import { type Load, openLoad } from './load.js'

/** A server in a separate process. */
export interface BenchServer {
  /** Checks that the handler receives every event, warms up the server, and creates a slice of its CPU time per request. */
  prepare(text: string, events: number, timing: Timing): Promise<Slice>
  /** Resolves with the connection ids that the handler receives for one request; none if it is rejected. */
  sendOne(text: string): Promise<readonly unknown[]>
  stop(): Promise<void>
}

/** The length of a slice and of the warm-up, in milliseconds. */
interface Timing {
  readonly ms: number
  readonly warmMs: number
}

/** Starts a server. */
export async function startServer(task: ServerTask): Promise<BenchServer> {
  const child = start('server', [JSON.stringify(task)])
  const port = await receive<number>(child)
  const loads: Load[] = []

  async function collect(load: Load): Promise<readonly unknown[]> {
    await ask(child, 'collect')
    await load.send(1).catch(() => {})
    return ask(child, 'received')
  }

  async function connect(text: string, events: number): Promise<Load> {
    const load = await openLoad(port, text, events)
    loads.push(load)
    return load
  }

  return {
    async prepare(text, events, timing) {
      const load = await connect(text, events)
      const handled = new Set(await collect(load)).size
      if (handled !== events)
        throw new Error(`${task.framework}, ${task.route}: ${handled} of ${events} events`)
      const requests = await warm(load, timing)
      return async () => {
        const cpu = await ask<number>(child, 'cpu')
        await load.send(requests)
        return ((await ask<number>(child, 'cpu')) - cpu) / requests
      }
    },

    async sendOne(text) {
      return collect(await connect(text, 1))
    },

    async stop() {
      for (const load of loads) load.close()
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

function ask<Answer>(child: ChildProcess, question: Question): Promise<Answer> {
  const answer = receive<Answer>(child)
  child.send(question)
  return answer
}

/** Warms up a server. Resolves with the number of requests per slice. */
async function warm(load: Load, { ms, warmMs }: Timing): Promise<number> {
  const start = performance.now()
  let sent = 0
  for (; performance.now() - start < warmMs || sent < 32; sent += 16) await load.send(16)
  const sample = Math.ceil(sent / 8)
  const before = performance.now()
  await load.send(sample)
  return Math.max(16, Math.round((ms * sample) / (performance.now() - before)))
}
