import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  checks,
  createSubject,
  fetchTarget,
  type Subject,
  type Target,
} from '@signalr-events/testing/conformance'
import { afterAll, beforeAll, describe, it } from 'vitest'

/** A server that runs. */
export interface Running {
  readonly url: string
  close(): Promise<void>
}

/** A way to mount the webhooks of a subject in a server. */
export interface Mount {
  readonly name: string
  /** Where both webhooks are mounted. Default: the root. */
  readonly base?: string
  start(subject: Subject): Promise<Running> | Running
  /** Checks that this mount cannot pass, by id, and why. They must fail, so the list stays true. */
  readonly cannot?: Readonly<Record<string, string>>
}

/** Runs every conformance check on every mount. */
export function describeMounts(mounts: readonly Mount[]): void {
  describe.each(mounts)('$name', ({ base = '', start, cannot = {} }) => {
    let running: Running
    let target: Target
    beforeAll(async () => {
      const subject = createSubject({ base })
      running = await start(subject)
      target = fetchTarget(running.url + base, subject.received)
    })
    afterAll(() => running.close())
    for (const check of checks) {
      const reason = cannot[check.id]
      if (reason === undefined) it(`${check.id}: ${check.title}`, () => check.run(target))
      else it.fails(`${check.id}: cannot, ${reason}`, () => check.run(target))
    }
  })
}

/** Serves requests on a free loopback port. */
export async function serve(listener: RequestListener): Promise<Running> {
  return listen(createServer(listener))
}

/** Lets a server listen on a free loopback port. */
export async function listen(server: Server): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const text = { 'not-utf8': 'the parser in front replaces broken UTF-8 before anyone can see it' }
const parsed = { ...text, 'too-large': 'the limit is that of the parser in front' }

const options = ['', '-us', '-case', '-foreign', '-lookalike', '-unauthorized'].map(
  (end) => `handshake-options${end}`,
)

/** What body parsers and `cors()` in front of the webhook take away, whatever the framework. */
export const limits = {
  text,
  parsed,
  /** Mount the webhook before `cors()`. */
  cors: Object.fromEntries(options.map((id) => [id, 'cors() in front answers OPTIONS itself'])),
  /** Mount the webhook before such a parser. */
  small: { 'large-batch': 'the parser in front answers 413 to more than 100 kB' },
} as const
