import type { DeliverySchema } from '@signalr-events/core'
import type { Level } from '@signalr-events/testing/conformance'
import { createRedaction } from '../redaction.js'
import { type FindingCode, findings } from './findings.js'
import { type Examined, type Finding, toFindings } from './to-findings.js'

/** The result of an examination. It contains no query values and no header values. */
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

/** Summarizes an examination: every cause once, without those that another one explains. */
export function toReport(examined: Examined): Report {
  const { url, headers, results, works } = examined
  const all = toFindings(examined)
  const causes = all.filter(({ code, level }) => !all.some((other) => explains(other, code, level)))
  const inOrder = (['MUST', 'SHOULD'] as const).flatMap((level) =>
    causes.filter((one) => one.level === level),
  )
  return {
    url: createRedaction(url, headers).url,
    ok: inOrder.every(({ level }) => level !== 'MUST'),
    schemas: works,
    findings: inOrder,
    checks: results.map(({ diagnosis, ...check }) => ({ ...check, passed: diagnosis === undefined })),
  }
}

/** A SHOULD never hides a MUST. */
function explains(other: Finding, code: FindingCode, level: Level): boolean {
  return (
    (other.level === 'MUST' || level === 'SHOULD') && findings[other.code].explains?.includes(code) === true
  )
}
