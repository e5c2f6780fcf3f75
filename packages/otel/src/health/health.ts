import type { Webhook } from '@signalr-events/core'
import { SteadyCheck } from './checks.js'
import { readHealthOptions } from './options.js'
import { SilenceWatch } from './silence.js'
import type { Health, HealthOptions, Readiness } from './types.js'

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
  const settings = readHealthOptions(options)
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
