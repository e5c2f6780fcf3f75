import type { Webhook } from '@signalr-events/core'

/** A running server. */
export interface Running {
  /** The URL of the server, without the base path. */
  readonly url: string
  /** Stops the server. */
  close(): Promise<void>
}

/** A way to mount webhooks in a server. */
export interface Mount {
  /** The name in test reports: the framework, and the middleware in front of the webhooks. */
  readonly name: string
  /** Where the webhooks are mounted, such as `/api`. @default the root */
  readonly base?: string
  /**
   * Starts a server in which the webhooks are mounted, one after the other. After them, `POST <base>/echo` answers
   * with the body of the request.
   */
  start(webhooks: readonly Webhook[]): Promise<Running> | Running
  /** Checks that this mount cannot pass, by id, and why. They must fail, so the list stays true. */
  readonly cannot?: Readonly<Record<string, string>>
}

/** The part of a `node:http` server that `listen` needs. */
export interface NodeServer {
  /** As in `node:http`. */
  listen(port: number, host: string, listening: () => void): unknown
  /** As in `node:http`. */
  address(): unknown
  /** As in `node:http`. */
  close(closed: () => void): unknown
  /** As in `node:http`. */
  closeAllConnections(): void
}

/**
 * Lets a `node:http` server listen on a free port of 127.0.0.1. Closing it ends its connections.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { listen } from '@signalr-events/testing/mounts'
 *
 * const { url, close } = await listen(createServer((_request, response) => response.end('hello')))
 * console.log(await (await fetch(url)).text()) // hello
 * await close()
 * ```
 */
export async function listen(server: NodeServer): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { readonly port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(resolve))
    },
  }
}
