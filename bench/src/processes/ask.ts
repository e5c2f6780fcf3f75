import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** Starts a module of this directory in a child process. It ends when this process ends. */
export function start(module: string, args: readonly string[], flags: readonly string[] = []): ChildProcess {
  return fork(new URL(`./${module}.js`, import.meta.url), args, { execArgv: [...flags] })
}

/** Resolves with the next message of a process. @throws {Error} if the process ends without one */
export async function receive<Message>(child: ChildProcess): Promise<Message> {
  const ended = new AbortController()
  const { signal } = ended
  const exited = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.slice(1).join(' ')} ended with ${code}`)
  })
  const message = once(child, 'message', { signal })
  try {
    const [value] = await Promise.race([message, exited])
    return value as Message
  } finally {
    for (const waiting of [message, exited]) waiting.catch(() => {})
    ended.abort()
  }
}

/** Runs a module in a fresh process, which sends one message and ends. */
export async function run<Message>(
  module: string,
  task: unknown,
  flags: readonly string[] = [],
): Promise<Message> {
  const child = start(module, [JSON.stringify(task)], flags)
  const exit = once(child, 'exit')
  const message = await receive<Message>(child)
  await exit
  return message
}

/** Reads the task of this process. */
export function readTask<Task>(): Task {
  return JSON.parse(process.argv[2] ?? 'null')
}

/** Sends the answer and ends. */
export function answer(message: unknown): void {
  process.send?.(message, () => process.disconnect())
}
