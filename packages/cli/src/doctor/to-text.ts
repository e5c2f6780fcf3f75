import type { Paint } from '../paint.js'
import { keepTogether, wrap } from '../wrap.js'
import type { Report } from './report.js'
import type { Finding } from './to-findings.js'

const names = { eventgrid: 'Event Grid schema', cloudevents: 'CloudEvents' }
const colors = { MUST: 'red', SHOULD: 'yellow' } as const

/** Formats a report for people, in lines of at most `width` columns. */
export function toText(report: Report, paint: Paint, width: number): string {
  const passed = report.checks.filter((check) => check.passed).length
  return [
    ...report.findings.map((finding) => toFindingText(finding, paint, width)),
    wrap(`${passed} of ${report.checks.length} checks passed. ${toSchemasText(report)}`, width),
    paint(report.ok ? 'green' : 'red', wrap(toSummary(report), width)),
  ].join('\n')
}

function toFindingText(finding: Finding, paint: Paint, width: number): string {
  const { code, level, schemas, evidence, description, fix, link } = finding
  const only = schemas.length === 1 ? ` (${schemas.map((schema) => names[schema]).join()})` : ''
  const rows = Object.entries({ problem: description, fix, evidence, more: link }).map(([label, text]) => {
    const start = `  ${label.padEnd(10)}`
    return start + wrap(text, width, ' '.repeat(start.length), start.length)
  })
  return [`${paint(colors[level], level)} ${paint('bold', code)}${only}`, ...rows, ''].join('\n')
}

function toSchemasText({ schemas, checks, findings }: Report): string {
  if (findings.some(({ code }) => code === 'KEY_REFUSED')) return 'No event can be delivered with this key.'
  if (schemas.length === 0) return 'No handshake works, so no events were sent.'
  const only = checks.some(({ schema }) => !schemas.includes(schema)) ? ' only' : ''
  return `The handshake works with ${schemas.map((schema) => keepTogether(names[schema])).join(' and ')}${only}.`
}

function toSummary({ ok, findings }: Report): string {
  const must = findings.filter(({ level }) => level === 'MUST').length
  const should = findings.length - must
  const notes =
    should === 0 ? '' : ` ${should === 1 ? '1 recommendation' : `${should} recommendations`} (SHOULD).`
  if (ok) return `No problem found.${notes}`
  return `Event Grid cannot deliver reliably to this webhook: ${must === 1 ? '1 problem' : `${must} problems`} (MUST).${notes}`
}
