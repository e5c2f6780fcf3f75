/** Asks what the server depends on. What throws, rejects or takes too long has failed. */
export type Check = () => unknown

/** The part of presence that is read: `createPresence()` of `@signalr-events/presence` has it. */
export interface ObservedConnections {
  /** The hubs that have had events. */
  hubs(): Promise<readonly string[]>
  /** The number of connections that are online. */
  count(hub: string): Promise<{ readonly connections: number }>
}

/** Nothing has come for too long. */
export interface Silence {
  /** What to look for, in one text for your log. */
  readonly message: string
  /** When the last delivery came to this instance, if any has. */
  readonly lastDeliveryAt: Date | undefined
  /** The number of connections in presence, or `undefined` without presence. */
  readonly connections: number | undefined
}

/** Options of `createHealth`. All of them are optional. */
export interface HealthOptions {
  /**
   * What the webhook needs to handle events, by name, for example the ping of a store. What throws, rejects or takes
   * longer than `timeout` has failed.
   *
   * @default none
   */
  readonly checks?: Readonly<Record<string, Check>> | undefined
  /** How long a check may take, in milliseconds. @default 1_000 */
  readonly timeout?: number | undefined
  /** How many failures of a check in a row make the server not ready. @default 3 */
  readonly failureThreshold?: number | undefined
  /** How many successes of a check in a row make the server ready again. @default 2 */
  readonly successThreshold?: number | undefined
  /**
   * How long nothing may come before `onSilence` is called, in milliseconds. Longer than the longest quiet time that
   * is normal for this instance.
   *
   * @default silence is not watched
   */
  readonly silence?: number | undefined
  /** Presence: with it, silence counts only while connections are online. @default none */
  readonly presence?: ObservedConnections | undefined
  /**
   * Called once when nothing has come for `silence` milliseconds, and again after the next silence.
   *
   * @default the message on `console.warn`
   */
  readonly onSilence?: ((silence: Silence) => unknown) | undefined
  /** Receives the error of a failed check, and the name of the check or `onSilence`. @default none */
  readonly onError?: ((error: unknown, name: string) => unknown) | undefined
}

/** Whether a check passes, after the thresholds. */
export type CheckResult = 'passes' | 'fails'

/** The answer of a readiness probe. It holds nothing of the errors, so that everybody may see it. */
export interface Readiness {
  /** Whether events should be sent here: answer 200, else 503. */
  readonly ok: boolean
  /** Whether the webhook is closing. */
  readonly closing: boolean
  /** The result of each check, by name. */
  readonly checks: Readonly<Record<string, CheckResult>>
}

/** Answers probes. */
export interface Health {
  /**
   * For a liveness probe: the process answers. It asks no store, since restarting the server does not repair Redis.
   */
  live(): { readonly ok: true }
  /** For a readiness probe. Never rejects. Probes at the same time share one run of the checks. */
  ready(): Promise<Readiness>
  /** When the last delivery arrived that was allowed and readable, if any has. */
  readonly lastDeliveryAt: Date | undefined
  /** Whether silence was reported, and nothing has come since. */
  readonly silent: boolean
  /** Stops watching for silence. It also ends with the webhook, and does not keep the process alive. */
  close(): void
}
