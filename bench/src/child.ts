import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** A module of `processes` in a process that answers each message with one message. */
export interface Child {
  /** Resolves with the next message. @throws {Error} if the process ends without one */
  receive<Message>(): Promise<Message>
  ask<Answer>(question: unknown): Promise<Answer>
  stop(): Promise<void>
}

export function start(module: string, task: unknown, flags: readonly string[] = []): Child {
  const url = new URL(`./processes/${module}.js`, import.meta.url)
  const child = fork(url, [JSON.stringify(task)], { execArgv: [...flags] })
  const ended = once(child, 'exit')
  const failed = ended.then(([code]) => {
    throw new Error(`${module} ${JSON.stringify(task)} ended with ${code}`)
  })
  failed.catch(() => {})

  async function receive<Message>(): Promise<Message> {
    const [message] = await Promise.race([once(child, 'message'), failed])
    return message as Message
  }
  return {
    receive,
    ask(question) {
      child.send(question as object)
      return receive()
    },
    async stop() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** The task of this process. */
export function readTask<Task>(): Task {
  return JSON.parse(process.argv[2] ?? 'null')
}

/** Sends a message to the process that has started this one. */
export function send(message: unknown): void {
  process.send?.(message)
}

/** Answers every message, until the process that has started this one is gone. */
export function answer<Question>(reply: (question: Question) => unknown): void {
  process.on('message', async (question: Question) => send(await reply(question)))
  process.on('disconnect', () => process.exit())
}

/** The CPU time that this process has used, in microseconds, with garbage collection and compilation. */
export function readCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** The bytes of all objects, and of typed arrays outside of the heap. */
export function readHeap(): number {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  // The first collection runs finalizers; the second collects what they held.
  collectGarbage()
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
