import type { DeliverySchema } from '@signalr-events/core'
import type { Level } from '@signalr-events/testing/conformance'
import { createRedaction } from '../redaction.js'
import { type FindingCode, findings } from './findings.js'
import { type Examined, type Finding, toFindings } from './to-findings.js'

/** What an examination has shown. Query values and header values are nowhere in it. */
export interface Report {
  readonly url: string
  /** Whether no MUST failed. */
  readonly ok: boolean
  /** The schemas whose handshake works. */
  readonly schemas: readonly DeliverySchema[]
  /** MUST before SHOULD. */
  readonly findings: readonly Finding[]
  readonly checks: readonly {
    readonly id: string
    readonly schema: DeliverySchema
    readonly level: Level
    readonly passed: boolean
  }[]
}

/** Sums an examination up: each culprit once, and none that another one explains. */
export function toReport(examined: Examined): Report {
  const { url, headers, results, works } = examined
  const found = toFindings(examined)
  const named = found.filter(({ code, level }) => !found.some((other) => explains(other, code, level)))
  const inOrder = (['MUST', 'SHOULD'] as const).flatMap((level) => named.filter((one) => one.level === level))
  return {
    url: createRedaction(url, headers).url,
    ok: inOrder.every(({ level }) => level !== 'MUST'),
    schemas: works,
    findings: inOrder,
    checks: results.map(({ diagnosis, ...check }) => ({ ...check, passed: diagnosis === undefined })),
  }
}

/** What merely is worth knowing must not hide what must be mended. */
function explains(other: Finding, code: FindingCode, level: Level): boolean {
  return (
    (other.level === 'MUST' || level === 'SHOULD') && findings[other.code].explains?.includes(code) === true
  )
}
