import type { Control } from './control.js'
import type { ClientToNegotiate, Duration } from './options.js'

/** Options of {@link SignalRService.restart}. */
export interface RestartOptions {
  /** Whether disconnected events are published. `false` simulates a crash. @default true */
  readonly events?: boolean | undefined
  /** How long the service is down. @default 0 */
  readonly away?: Duration | undefined
}

/** A local Azure SignalR Service in serverless mode. */
export interface SignalRService extends Control {
  /** `Endpoint=http://localhost:PORT;AccessKey=…;Version=1.0;`, with the port where every parser finds it. */
  readonly connectionString: string
  /** URL of the service. */
  readonly endpoint: string
  /**
   * Creates the answer of an application to `POST …/negotiate`.
   *
   * @throws {TypeError} for an unknown option or a wrong value, such as a hub without a valid name
   */
  negotiate(client: ClientToNegotiate): Promise<{ url: string; accessToken: string }>
  /** Stops and starts again on the same port. Resolves when it listens again. */
  restart(options?: RestartOptions): Promise<void>
  /**
   * Ends everything: clients get Close and do not reconnect, their disconnected events are published. Resolves when
   * all sockets are closed.
   */
  stop(): Promise<void>
}
