import { fork } from 'node:child_process'
import { once } from 'node:events'

/**
 * Runs a module of `processes` in a new process, which answers each message with one message.
 *
 * @returns also what the process sent when it was `ready`
 */
export async function start<Ready>(module: string, task: unknown) {
  const url = new URL(`./processes/${module}.js`, import.meta.url)
  const child = fork(url, [JSON.stringify(task)])
  const ended = once(child, 'exit')
  /** @throws {Error} if the process ends without an answer */
  async function receive<Message>(): Promise<Message> {
    const [message] = await Promise.race([once(child, 'message'), ended.then(() => [])])
    if (message === undefined) throw new Error(`${module} ended: ${JSON.stringify(task)}`)
    return message
  }
  return {
    ready: await receive<Ready>(),
    ask<Answer>(question: string | number): Promise<Answer> {
      child.send(question)
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
  return JSON.parse(process.argv[2] ?? '')
}

/** Answers every message, until the process that has started this one is gone. */
export function serve<Question>(ready: unknown, answer: (question: Question) => unknown): void {
  process.on('message', async (question: Question) => process.send?.(await answer(question)))
  process.on('disconnect', () => process.exit())
  process.send?.(ready)
}

/** The CPU time that this process has used, in microseconds, with garbage collection and compilation. */
export function readCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
