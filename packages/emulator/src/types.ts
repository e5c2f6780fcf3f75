import type { Control } from './control.js'
import type { Duration } from './options.js'

/** A client for whom an application asks. */
export interface ClientToNegotiate {
  /** The name of the hub. */
  readonly hub: string
  /** Without it the client is anonymous. */
  readonly userId?: string | undefined
  /** Additional claims of the token. @default none */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** How long the token can be used to connect. @default '1h' */
  readonly expiresIn?: Duration | undefined
}

/** How {@link SignalRService.restart} goes. */
export interface RestartOptions {
  /** `false`: a crash. Connections are cut, and there are no events. @default true */
  readonly events?: boolean | undefined
  /** How long nobody listens. @default 0 */
  readonly away?: Duration | undefined
}

/** A local Azure SignalR Service in serverless mode. */
export interface SignalRService extends Control {
  /** `Endpoint=http://localhost:PORT;AccessKey=…;Version=1.0;`, with the port where every parser finds it. */
  readonly connectionString: string
  /** URL of the service. */
  readonly endpoint: string
  /**
   * What an application answers to `POST …/negotiate`.
   *
   * @throws {TypeError} if the hub has no valid name
   */
  negotiate(client: ClientToNegotiate): Promise<{ url: string; accessToken: string }>
  /** Goes down and comes back on the same port. Resolves when it listens again. */
  restart(options?: RestartOptions): Promise<void>
  /**
   * Ends everything: clients get Close and do not reconnect, their disconnected events are published. Resolves when
   * all sockets are closed.
   */
  stop(): Promise<void>
}
