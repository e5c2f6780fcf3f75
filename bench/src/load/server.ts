import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Slice } from '../pairs.js'
import { receive, start } from '../processes/ask.js'
import type { Question, ServerTask } from '../processes/server.js'
import { openLoad } from './load.js'
import type { RequestText } from './request.js'

/** A server in a process of its own. */
export interface BenchServer {
  /** Checks that the handler gets every event, warms the server, and makes a slice of its CPU time per request. */
  prepare(
    text: RequestText,
    events: number,
    timing: { readonly ms: number; readonly warmMs: number },
  ): Promise<Slice>
  stop(): Promise<void>
}

/** Starts a server. */
export async function startServer(task: ServerTask): Promise<BenchServer> {
  const child = start('server', [JSON.stringify(task)])
  const port = await receive<number>(child)
  const closers: (() => void)[] = []

  return {
    async prepare(text, events, { ms, warmMs }) {
      const load = await openLoad(port, text, events)
      closers.push(() => load.close())
      await checkWork(child, task, () => load.send(1), events)
      const startOfWarming = performance.now()
      let sent = 0
      while (performance.now() - startOfWarming < warmMs || sent < 32) {
        await load.send(16)
        sent += 16
      }
      const before = performance.now()
      await load.send(Math.ceil(sent / 4))
      const requests = Math.max(16, Math.round((ms * Math.ceil(sent / 4)) / (performance.now() - before)))
      return async () => {
        const cpu = await ask<number>(child, 'cpu')
        await load.send(requests)
        return ((await ask<number>(child, 'cpu')) - cpu) / requests
      }
    },

    async stop() {
      for (const close of closers) close()
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

/** @throws {Error} unless the handler gets every event of a request */
async function checkWork(
  child: ChildProcess,
  { framework, route }: ServerTask,
  send: () => Promise<void>,
  events: number,
): Promise<void> {
  await ask(child, 'collect')
  await send()
  const received = await ask<readonly string[]>(child, 'received')
  const distinct = new Set(received).size
  if (distinct !== events)
    throw new Error(`${framework}, ${route}: ${distinct} of ${events} events were handled`)
}
