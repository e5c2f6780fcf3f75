import type { DeliverySchema } from '@signalr-events/core'
import type { Level } from '@signalr-events/testing/conformance'
import type { Headers } from '../headers.js'
import { manifest } from '../manifest.js'
import { createRedaction } from '../redaction.js'
import { toEvidence } from './evidence.js'
import { type FindingCode, findings, toLink } from './findings.js'
import type { Diagnosis, Result } from './result.js'

/** One cause, however many checks fail because of it. */
export interface Finding {
  readonly code: FindingCode
  readonly level: Level
  /** The exchange that shows it. */
  readonly evidence: string
  /** What is wrong. */
  readonly description: string
  /** What to do. */
  readonly fix: string
  readonly link: string
  /** The schemas in which it occurs. */
  readonly schemas: readonly DeliverySchema[]
  /** The ids of the checks that failed because of it. */
  readonly checks: readonly string[]
}

/** A finished examination. */
export interface Examined {
  readonly url: URL
  readonly headers: Headers
  readonly results: readonly Result[]
  /** The schemas whose handshake works. */
  readonly works: readonly DeliverySchema[]
}

type Failed = Result & { readonly diagnosis: Diagnosis }

/** Returns the cause of every failed check, each cause once. */
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
      return toFinding(code, findings[code].level, toEvidence(diagnosis, redact), group)
    })
  return isPlainHttp(url) ? [...found, toFinding('NOT_HTTPS', 'SHOULD', 'an http URL', [])] : found
}

function toFinding(code: FindingCode, level: Level, evidence: string, group: readonly Failed[]): Finding {
  const { description, fix } = findings[code]
  return {
    ...{ code, level, evidence, description, fix, link: toLink(code, manifest) },
    schemas: [...new Set(group.map(({ schema }) => schema))],
    checks: [...new Set(group.map(({ id }) => id))],
  }
}

/** Loopback addresses are for development and need no https. */
function isPlainHttp({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
