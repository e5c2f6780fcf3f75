import type { Paint } from '../paint.js'
import type { Report } from './report.js'
import type { Finding } from './to-findings.js'

const names = { eventgrid: 'Event Grid schema', cloudevents: 'CloudEvents' }
const colors = { MUST: 'red', SHOULD: 'yellow' } as const

/** A report as text, for people. */
export function toText(report: Report, paint: Paint): string {
  const passed = report.checks.filter((check) => check.passed).length
  return [
    ...report.findings.map((finding) => toFindingText(finding, paint)),
    `${passed} of ${report.checks.length} checks passed. ${toSchemasText(report)}`,
    paint(report.ok ? 'green' : 'red', toSummary(report)),
  ].join('\n')
}

function toFindingText({ code, level, schemas, seen, means, cure, link }: Finding, paint: Paint): string {
  const only = schemas.length === 1 ? ` (${schemas.map((schema) => names[schema]).join()})` : ''
  return `${paint(colors[level], level)} ${paint('bold', code)}${only}
  seen   ${seen}
  means  ${means}
  cure   ${cure}
  more   ${link}
`
}

function toSchemasText({ schemas, checks, findings }: Report): string {
  if (findings.some(({ code }) => code === 'KEY_REFUSED')) return 'No event can be delivered with this key.'
  if (schemas.length === 0) return 'No handshake works, so no events were sent.'
  const only = checks.some(({ schema }) => !schemas.includes(schema)) ? ' only' : ''
  return `The handshake works with ${schemas.map((schema) => names[schema]).join(' and ')}${only}.`
}

function toSummary({ ok, findings }: Report): string {
  const must = findings.filter(({ level }) => level === 'MUST').length
  const should = findings.length - must
  const notes = should === 0 ? '' : ` ${should === 1 ? 'One thing' : `${should} things`} could be better.`
  if (ok) return `No fault found.${notes}`
  return `Event Grid cannot deliver here as it should: ${must === 1 ? 'one fault' : `${must} faults`}.${notes}`
}
