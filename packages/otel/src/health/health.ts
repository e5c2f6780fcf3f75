import type { Webhook } from '@signalr-events/core'
import { isCount, isFunction, isMilliseconds, type Rules, readOptions } from '@signalr-events/internal'
import { type Check, SteadyCheck } from './checks.js'
import { type ObservedConnections, type Silence, SilenceWatch } from './silence.js'

/** Options of {@link createHealth}. All of them are optional. */
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
   * is normal for this instance. Default: it is not watched.
   */
  readonly silence?: number | undefined
  /** Presence: with it, silence counts only while connections are online. */
  readonly presence?: ObservedConnections | undefined
  /**
   * Called once when nothing has come for `silence` milliseconds, and again after the next silence.
   *
   * @default the message on `console.warn`
   */
  readonly onSilence?: ((silence: Silence) => unknown) | undefined
  /** Receives why a check has failed, by the name of the check or `onSilence`. Default: nothing. */
  readonly onError?: ((error: unknown, name: string) => unknown) | undefined
}

/** Whether a check passes, after the thresholds. */
export type CheckResult = 'passes' | 'fails'

/** The answer of a readiness probe. It holds nothing of the errors, so that strangers may see it. */
export interface Readiness {
  /** Whether events should be sent here: answer 200, else 503. */
  readonly ok: boolean
  /** Whether the webhook is closing. */
  readonly closing: boolean
  readonly checks: Readonly<Record<string, CheckResult>>
}

/** Answers probes. */
export interface Health {
  /**
   * For a liveness probe: that the process answers. It asks no store: to restart a server because Redis is down
   * helps nobody.
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

const isChecks = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isFunction)
const isPresence = (value: unknown): boolean =>
  (['hubs', 'count'] as const).every((name) => isFunction((value as Partial<ObservedConnections>)?.[name]))

const rules: Rules<HealthOptions> = {
  checks: [isChecks, 'functions by name'],
  timeout: [isMilliseconds, 'milliseconds, more than 0'],
  failureThreshold: [isCount, 'a whole number of at least 1'],
  successThreshold: [isCount, 'a whole number of at least 1'],
  silence: [isMilliseconds, 'milliseconds, more than 0'],
  presence: [isPresence, 'presence, as createPresence makes it'],
  onSilence: [isFunction, 'a function'],
  onError: [isFunction, 'a function'],
}

/**
 * Answers the probes of a container host, and notices when events stop coming.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { createHealth } from '@signalr-events/otel/health'
 *
 * const webhook = createWebhook({})
 * const health = createHealth(webhook, { checks: { store: () => Promise.resolve() } })
 * console.log((await health.ready()).ok) // true
 * ```
 */
export function createHealth(
  webhook: Pick<Webhook, 'stats' | 'closing'>,
  options: HealthOptions = {},
): Health {
  const settings = readOptions('createHealth', options, rules, {
    checks: {},
    timeout: 1_000,
    failureThreshold: 3,
    successThreshold: 2,
    onSilence: ({ message }: Silence) => console.warn(`signalr-events: ${message}`),
    onError: () => {},
  })
  const { silence, presence, onSilence } = settings
  const report = (name: string) => (error: unknown) => quietly(() => settings.onError(error, name))
  const checks = Object.entries(settings.checks).map(
    ([name, check]) => [name, new SteadyCheck(check, settings)] as const,
  )
  const watch =
    silence === undefined
      ? undefined
      : new SilenceWatch(webhook, { silence, presence, onSilence, onError: report('onSilence') })
  let running: Promise<Readiness> | undefined

  async function runChecks(): Promise<Readiness> {
    const passed = await Promise.all(checks.map(([name, check]) => check.run(report(name))))
    running = undefined
    const results = checks.map(([name], i) => [name, passed[i] ? 'passes' : 'fails'] as const)
    const { closing } = webhook
    return { ok: !closing && passed.every(Boolean), closing, checks: Object.fromEntries(results) }
  }

  return {
    live: () => ({ ok: true }),
    ready() {
      running ??= runChecks()
      return running
    },
    get lastDeliveryAt() {
      const at = webhook.stats.lastDeliveryAt
      return at === undefined ? undefined : new Date(at)
    },
    get silent() {
      return watch?.isSilent ?? false
    },
    close: () => watch?.stop(),
  }
}

/** What a hook throws or rejects with must not end a probe. */
async function quietly(hook: () => unknown): Promise<void> {
  try {
    await hook()
  } catch {}
}
