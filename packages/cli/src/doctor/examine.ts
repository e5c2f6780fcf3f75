import type { DeliverySchema } from '@signalr-events/core'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { type BlackBoxCheck, blackBoxChecks } from '@signalr-events/testing/conformance'
import { examineCheck } from './examine-check.js'
import type { Patient } from './patient.js'
import { burstProbe, keylessProbes, probes } from './probes.js'
import { type Report, toReport } from './report.js'
import type { Result, Visit } from './visit.js'

/** How to examine a webhook. */
export interface ExamineOptions extends Omit<Visit, 'url' | 'builder' | 'details' | 'subscription'> {
  /** The schema of the subscription. Default: both must work. */
  readonly schema?: DeliverySchema | undefined
  /** The name of the event subscription. */
  readonly subscription?: string | undefined
  /** The Azure resource id that events come from. */
  readonly source?: string | undefined
  /** The hub of the events. */
  readonly hub: string
  /** Whether to send no events. */
  readonly handshakeOnly: boolean
  /** Hears what is tried next. */
  readonly onProgress?: ((title: string) => void) | undefined
}

/** Examines a webhook by its answers alone. */
export async function examine(url: URL, options: ExamineOptions): Promise<Report> {
  const { schema, source, hub: hubName, subscription, headers, timeoutMs, holdMs } = options
  const details = { userId: 'signalr-events-doctor', hubName, ...(source !== undefined && { source }) }
  const results: Result[] = []
  const works: DeliverySchema[] = []
  const visits = [eventGrid, cloudEvents]
    .filter((builder) => (schema ?? builder.schema) === builder.schema)
    .map((builder): Visit => ({ url, builder, details, subscription, headers, timeoutMs, holdMs }))
  for (const visit of visits) {
    // What depends on no schema is tried once.
    const more = works.length === 0 ? [...(isKeyed(visit) ? keylessProbes : []), ...probes] : []
    const examined = await examineStages(visit, [...blackBoxChecks, ...more], options)
    results.push(...examined.results)
    if (examined.works) works.push(visit.builder.schema)
  }
  const delivered = results.find(
    ({ id, diagnosis }) => id === 'black-box-delivery' && diagnosis === undefined,
  )
  for (const visit of visits.filter(({ builder }) => builder.schema === delivered?.schema)) {
    options.onProgress?.(burstProbe.title)
    results.push(await examineCheck(visit, burstProbe))
  }
  return toReport({ url, headers, results, works })
}

function isKeyed({ url, headers }: Visit): boolean {
  return url.search.length > 1 || Object.keys(headers).length > 0
}

/** First the handshakes, then deliveries. Without the first check of a stage, no other makes sense. */
async function examineStages(
  visit: Visit,
  checks: readonly BlackBoxCheck<Patient>[],
  { handshakeOnly, onProgress }: ExamineOptions,
): Promise<{ results: Result[]; works: boolean }> {
  const { schema } = visit.builder
  const results: Result[] = []
  for (const stage of ['handshake', 'delivery'] as const) {
    if (stage === 'delivery' && handshakeOnly) break
    const fitting = checks.filter((check) => check.stage === stage && (check.schema ?? schema) === schema)
    for (const check of fitting) {
      onProgress?.(check.title)
      const result = await examineCheck(visit, check)
      results.push(result)
      if (result.diagnosis !== undefined && check === fitting[0])
        return { results, works: stage === 'delivery' }
    }
  }
  return { results, works: true }
}
