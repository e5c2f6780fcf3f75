/** A running Redis. */
export interface Redis {
  readonly url: string
  readonly port: number
  /** Stops the process and removes its files. */
  stop(): Promise<void>
}

/** Options of {@link startRedis}. */
export interface RedisOptions {
  /** @default a free port */
  readonly port?: number | undefined
  /** More arguments for redis-server. */
  readonly args?: readonly string[]
}

/** Whether there is a redis-server on the PATH. */
export function canStartRedis(): boolean

/**
 * Starts a Redis on loopback that writes nothing to disk. It ends with this process at the latest.
 *
 * @throws {Error} with its output, if it does not start
 */
export function startRedis(options?: RedisOptions): Promise<Redis>
