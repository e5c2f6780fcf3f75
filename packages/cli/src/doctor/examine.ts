import type { DeliverySchema } from '@signalr-events/core'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { type BlackBoxCheck, blackBoxChecks } from '@signalr-events/testing/conformance'
import { examineCheck } from './examine-check.js'
import type { ProbeClient } from './probe-client.js'
import type { ProbeTarget } from './probe-target.js'
import { burstProbe, keylessProbes, probes } from './probes.js'
import { type Report, toReport } from './report.js'
import type { Result } from './result.js'

/** Options of {@link examine}. */
export interface ExamineOptions extends Omit<ProbeTarget, 'url' | 'builder' | 'details' | 'subscription'> {
  /**
   * The schema of the subscription.
   *
   * @default both must work
   */
  readonly schema?: DeliverySchema | undefined
  /** The name of the event subscription. */
  readonly subscription?: string | undefined
  /** The Azure resource id that events come from. */
  readonly source?: string | undefined
  /** The hub of the events. */
  readonly hub: string
  /** Whether to send handshakes only, no events. */
  readonly handshakeOnly: boolean
  /** Is called with the title of each check before it runs. */
  readonly onProgress?: ((title: string) => void) | undefined
}

/** Examines a webhook by its answers. */
export async function examine(url: URL, options: ExamineOptions): Promise<Report> {
  const { schema, source, hub: hubName, subscription, headers, timeoutMs, holdMs } = options
  const details = { userId: 'signalr-events-doctor', hubName, ...(source !== undefined && { source }) }
  const results: Result[] = []
  const works: DeliverySchema[] = []
  const targets = [eventGrid, cloudEvents]
    .filter((builder) => (schema ?? builder.schema) === builder.schema)
    .map((builder): ProbeTarget => ({ url, builder, details, subscription, headers, timeoutMs, holdMs }))
  for (const target of targets) {
    // Probes that do not depend on the schema run once.
    const more = works.length === 0 ? [...(mayHoldKey(target) ? keylessProbes : []), ...probes] : []
    const examined = await examineStages(target, [...blackBoxChecks, ...more], options)
    results.push(...examined.results)
    if (examined.works) works.push(target.builder.schema)
  }
  const delivered = results.find(
    ({ id, diagnosis }) => id === 'black-box-delivery' && diagnosis === undefined,
  )
  for (const target of targets.filter(({ builder }) => builder.schema === delivered?.schema)) {
    options.onProgress?.(burstProbe.title)
    results.push(await examineCheck(target, burstProbe))
  }
  return toReport({ url, headers, results, works })
}

function mayHoldKey({ url, headers }: ProbeTarget): boolean {
  return url.search.length > 1 || Object.keys(headers).length > 0
}

/** Runs the handshake checks, then the delivery checks. If the first check of a stage fails, the others are skipped. */
async function examineStages(
  target: ProbeTarget,
  checks: readonly BlackBoxCheck<ProbeClient>[],
  { handshakeOnly, onProgress }: ExamineOptions,
): Promise<{ results: Result[]; works: boolean }> {
  const { schema } = target.builder
  const results: Result[] = []
  for (const stage of ['handshake', 'delivery'] as const) {
    if (stage === 'delivery' && handshakeOnly) break
    const applicable = checks.filter((check) => check.stage === stage && (check.schema ?? schema) === schema)
    for (const check of applicable) {
      onProgress?.(check.title)
      const result = await examineCheck(target, check)
      results.push(result)
      if (result.diagnosis !== undefined && check === applicable[0])
        return { results, works: stage === 'delivery' }
    }
  }
  return { results, works: true }
}
