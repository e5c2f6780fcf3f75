import type { Progress } from './progress.js'
import type { Result } from './result.js'

/** Formats the result of a simulation as one JSON document. */
export function toDocument({ url, options, handshake, end }: Result): string {
  const { seed, schema, timeScale } = options
  const { state, reason, validationUrl } = handshake
  const document = { url, seed, schema, timeScale, handshake: { state, reason, validationUrl } }
  return `${JSON.stringify(end === undefined ? document : { ...document, ...toNumbers(end) }, null, 2)}\n`
}

function toNumbers({ elapsed, online, published, subscription, stats }: Progress): object {
  const { delivered, deadLettered, dropped, pending, attempts, failedAttempts } = subscription
  const { answers, faults, lag, lost } = stats
  const toMs = (value: number | undefined) => (value === undefined ? null : Math.round(value))
  return {
    durationMs: Math.round(elapsed),
    ...{ published, delivered, deadLettered, dropped, pending },
    attempts: { total: attempts, failed: failedAttempts, byAnswer: Object.fromEntries(answers) },
    /** In real time. */
    lagMs: { p50: toMs(lag.quantile(0.5)), p95: toMs(lag.quantile(0.95)), max: toMs(lag.max) },
    faults: Object.fromEntries(faults),
    lostDisconnects: lost,
    online,
  }
}
