import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import {
  createWebhook as createPlainWebhook,
  type Handlers,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/core'
import { type Rules, readOptions } from '@signalr-events/internal'
import { findLeases, type ObservedPresence } from './gauges.js'
import { observeHandlers, type Runs } from './handlers.js'
import { createMetrics } from './metrics.js'
import { observeDelivery, observeEvents } from './observe.js'
import { Recorder } from './recorder.js'
import { createSwitch } from './switch.js'
import { createTracing } from './tracing.js'

/** Options of {@link createWebhook} in addition to the handlers and options of a webhook. */
export interface TelemetryOptions {
  /** Presence whose users and connections are exported, for each hub. @default none */
  readonly presence?: ObservedPresence | undefined
  /** Creates the tracer. @default the registered one */
  readonly tracerProvider?: TracerProvider | undefined
  /** Creates the meter. @default the registered one */
  readonly meterProvider?: MeterProvider | undefined
}

const has =
  (name: string) =>
  (value: unknown): boolean =>
    typeof (value as Record<string, unknown> | null)?.[name] === 'function'

const rules: Rules<TelemetryOptions> = {
  presence: [/* @__PURE__ */ has('hubs'), 'presence, as createPresence makes it'],
  tracerProvider: [/* @__PURE__ */ has('getTracer'), 'a tracer provider'],
  meterProvider: [/* @__PURE__ */ has('getMeter'), 'a meter provider'],
}

/**
 * Creates a webhook like `createWebhook` of `@signalr-events/core`, which exports spans and metrics through
 * OpenTelemetry. Pass it to `signalrEvents` of your framework's package.
 *
 * Spans and metrics contain no user id, key, token or URL, and nothing of the errors of handlers.
 *
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/otel'
 * import { createClient, eventGrid } from '@signalr-events/testing'
 *
 * const webhook = createWebhook({ connected: ({ hubName }) => console.log(hubName) })
 * await createClient(webhook).send(eventGrid.connected({ hubName: 'chat' }))
 * ```
 */
export function createWebhook<Native = unknown>(
  handlers: Handlers<Native>,
  options: WebhookOptions<Native> = {},
  telemetry: TelemetryOptions = {},
): Webhook<Native> {
  const { presence, tracerProvider, meterProvider } = readOptions('createWebhook', telemetry, rules, {})
  const plain = createPlainWebhook(handlers, options)
  const { use = [] } = options
  const metrics = createMetrics(meterProvider, {
    stats: () => webhook.stats,
    leases: findLeases(use),
    presence,
  })
  const tracing = createTracing(tracerProvider)
  const recorder = new Recorder(metrics)
  const runs: Runs = new WeakMap()
  const observed = createPlainWebhook(observeHandlers(handlers, runs, recorder), {
    ...options,
    use: [observeEvents(tracing, runs, recorder), ...use],
  })
  observed.onError(({ code }) => recorder.failure(code))
  const isOn = () => metrics.current() !== undefined || tracing() !== undefined
  const webhook = createSwitch({
    ...{ plain, observed, isOn },
    handleObserved: observeDelivery(observed.handle, tracing, recorder),
    onClosed: metrics.stop,
  })
  // Registers the gauges, if there is an SDK already.
  metrics.current()
  return webhook
}
