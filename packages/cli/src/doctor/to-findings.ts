import type { Level } from '@signalr-events/testing/conformance'
import { type FindingCode, findings, toLink } from './findings.js'
import { createRedactor } from './redact.js'
import type { Examined, Finding } from './report.js'
import { describe } from './seen.js'
import type { Diagnosis, Result } from './visit.js'

type Failed = Result & { readonly diagnosis: Diagnosis }

/** The culprits behind all checks that failed, each once. */
export function toFindings(examined: Examined): Finding[] {
  const { url, headers, results } = examined
  const redact = createRedactor(url, headers)
  const failed = results.filter((result): result is Failed => result.diagnosis !== undefined)
  const groups = new Map<FindingCode, Failed[]>()
  for (const one of failed) {
    const { code } = one.diagnosis
    groups.set(code, [...(groups.get(code) ?? []), one])
  }
  const found = [...groups].map(([code, group]) => {
    const required = group.some((one) => isRequired(one, failed, examined))
    const seen = group.slice(0, 1).map(({ diagnosis }) => describe(diagnosis, redact))
    return toFinding(code, required ? findings[code].level : 'SHOULD', seen.join(), group)
  })
  return isPlainHttp(url) ? [...found, toFinding('NOT_HTTPS', 'SHOULD', 'an http URL')] : found
}

function toFinding(code: FindingCode, level: Level, seen: string, group: readonly Failed[] = []): Finding {
  const { means, cure } = findings[code]
  return {
    ...{ code, level, seen, means, cure, link: toLink(code) },
    schemas: [...new Set(group.map(({ schema }) => schema))],
    checks: [...new Set(group.map(({ id }) => id))],
  }
}

/** What an endpoint that has never heard of a handshake answers. */
const absent: readonly FindingCode[] = ['NO_OPTIONS_ROUTE', 'NO_ALLOWED_ORIGIN']

/** A webhook needs one schema only: the one that is wanted, or else one that works, or was meant to. */
function isRequired({ schema, diagnosis }: Failed, failed: readonly Failed[], examined: Examined): boolean {
  const { works, wanted } = examined
  if (wanted !== undefined || works.includes(schema)) return true
  if (works.length > 0) return false
  return !absent.includes(diagnosis.code) || failed.every((other) => absent.includes(other.diagnosis.code))
}

/** Loopback is for development. */
function isPlainHttp({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
