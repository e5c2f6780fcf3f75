import { styleText } from 'node:util'
import type { Reply } from './connection.js'
import type { Redaction } from './redaction.js'
import type { Report, Write } from './report.js'

const bodyLimit = 200

/** A report in lines, each as it happens; and a summary when there was more than one delivery. */
export function createTextReport({ url, redact }: Redaction, write: Write): Report {
  const tally = createTally()

  function conclude({ answer, failure, ms }: Reply, good: boolean, consequence: string): void {
    const status = styleText(good ? 'green' : 'red', String(answer?.status ?? 'no answer'))
    write(`→ ${status} ${answer === undefined ? 'after' : 'in'} ${ms} ms\n`)
    if (good) return
    for (const line of new Set([failure, answer && redact(answer.body), consequence])) {
      const text = toLine(line ?? '').slice(0, bodyLimit)
      if (text !== '') write(`  ${text}\n`)
    }
  }

  return {
    begin: (method, what) => write(`${method} ${url} ${toLine(what)} `),
    handshake(_, reply, refusal) {
      conclude(reply, refusal === undefined, refusal ?? '')
      if (refusal === undefined) return
      write(
        '  Nothing is delivered without a handshake. `signalr-events doctor <url>` looks for the reason.\n',
      )
    },
    delivery({ ids }, reply, { outcome, consequence }) {
      conclude(reply, outcome === 'accepted', consequence)
      tally.add(ids.length, outcome === 'accepted', reply.answer?.status)
    },
    end: () => write(tally.summary()),
  }
}

/** Text of others on one line, without what a terminal would obey. */
function toLine(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, ' ').trim()
}

function createTally() {
  let events = 0
  let deliveries = 0
  const failed = new Map<string, number>()
  return {
    add(size: number, accepted: boolean, status: number | undefined): void {
      events += size
      deliveries++
      const name = status === undefined ? 'no answer' : String(status)
      if (!accepted) failed.set(name, (failed.get(name) ?? 0) + 1)
    },
    summary(): string {
      if (deliveries < 2) return ''
      const failures = [...failed.values()].reduce((sum, n) => sum + n, 0)
      const list = [...failed].map(([status, n]) => `${n} × ${status}`).join(', ')
      return `${events} events sent in ${deliveries} deliveries: ${deliveries - failures} accepted, ${failures} failed${list && ` (${list})`}\n`
    },
  }
}
