import type { DeliverySchema } from '@signalr-events/core'
import type { Level } from '@signalr-events/testing/conformance'
import type { Headers } from '../headers.js'
import { createRedaction } from '../redaction.js'
import { type FindingCode, findings, toLink } from './findings.js'
import { describeDiagnosis } from './seen.js'
import type { Diagnosis, Result } from './visit.js'

/** One thing that is wrong, however many checks it fails. */
export interface Finding {
  readonly code: FindingCode
  readonly level: Level
  /** The exchange that shows it. */
  readonly seen: string
  readonly means: string
  readonly cure: string
  readonly link: string
  /** The schemas that it was seen with. */
  readonly schemas: readonly DeliverySchema[]
  /** The checks that failed for it. */
  readonly checks: readonly string[]
}

/** An examination that is over. */
export interface Examined {
  readonly url: URL
  readonly headers: Headers
  readonly results: readonly Result[]
  /** The schemas whose handshake works. */
  readonly works: readonly DeliverySchema[]
}

type Failed = Result & { readonly diagnosis: Diagnosis }

/** The culprits behind all checks that failed, each once. */
export function toFindings(examined: Examined): Finding[] {
  const { url, headers, results } = examined
  const { redact } = createRedaction(url, headers)
  const failed = results.filter((result): result is Failed => result.diagnosis !== undefined)
  const codes = failed.map(({ diagnosis }) => diagnosis.code)
  const found = failed
    .filter(({ diagnosis }, i) => codes.indexOf(diagnosis.code) === i)
    .map(({ diagnosis }) => {
      const { code } = diagnosis
      const group = failed.filter((other) => other.diagnosis.code === code)
      return toFinding(code, findings[code].level, describeDiagnosis(diagnosis, redact), group)
    })
  return isPlainHttp(url) ? [...found, toFinding('NOT_HTTPS', 'SHOULD', 'an http URL', [])] : found
}

function toFinding(code: FindingCode, level: Level, seen: string, group: readonly Failed[]): Finding {
  const { means, cure } = findings[code]
  return {
    ...{ code, level, seen, means, cure, link: toLink(code) },
    schemas: [...new Set(group.map(({ schema }) => schema))],
    checks: [...new Set(group.map(({ id }) => id))],
  }
}

/** Loopback is for development. */
function isPlainHttp({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
