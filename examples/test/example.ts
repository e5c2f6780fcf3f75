import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Online } from '@signalr-events/example-express/online'
import type { EventGridRequest } from '@signalr-events/testing'

/** The directories of the examples. */
export const examples = ['express', 'koa', 'hono'] as const

/** The headers of a user who may see the list. */
export const viewer = { cookie: 'name=viewer' }

/** An example that runs as a separate process, as its users run it. */
export interface Example {
  readonly url: string
  /** Delivers as Event Grid does, by default with the correct key. */
  send(request: EventGridRequest, query?: string): Promise<Response>
  /** What `GET /online` says to a signed-in user. */
  list(): Promise<Online>
  /** Ends the process. Resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts the build of an example on a free port, with optional environment variables. */
export async function startExample(
  name: (typeof examples)[number],
  more: Readonly<Record<string, string>> = {},
): Promise<Example> {
  const main = fileURLToPath(new URL(`../${name}/dist/server.js`, import.meta.url))
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', EVENTS_KEY: 'secret', CHOOSE_NAME: '1', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
    // No process outlives a failed test.
    timeout: 400_000,
  })
  const ended = once(child, 'exit')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    errors += chunk
  })
  const url = await readUrl(child.stdout)
  if (url === undefined)
    throw new Error(`The ${name} example ended before it listened. Is it built?\n${errors}`)
  return {
    url,
    send: ({ method, headers, body = null }, query = '?key=secret') =>
      fetch(`${url}/events${query}`, { method, headers, body }),
    list: async () => (await fetch(`${url}/online`, { headers: viewer })).json() as Promise<Online>,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}

async function readUrl(output: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: output })) {
    const url = /^listening on (http:\S+)$/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  return undefined
}
