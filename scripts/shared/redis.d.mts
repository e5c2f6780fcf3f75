/** A Redis that runs. */
export interface Redis {
  readonly url: string
  readonly port: number
  /** Ends the process and removes its files. */
  stop(): Promise<void>
}

/** How to start a Redis. */
export interface RedisOptions {
  /** Default: a free one. */
  readonly port?: number | undefined
  /** More arguments for redis-server. */
  readonly args?: readonly string[]
}

/** Whether there is a redis-server on the PATH. */
export function canStartRedis(): boolean

/**
 * Starts a Redis on loopback that writes nothing to disk. It ends with this process at the latest.
 *
 * @throws {Error} with what it said, when it does not start
 */
export function startRedis(options?: RedisOptions): Promise<Redis>
