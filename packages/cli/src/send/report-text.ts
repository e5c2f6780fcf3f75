import { handshakeAdvice } from '../advice.js'
import { toCount, toCounts, toTime } from '../format.js'
import { toOneLine } from '../one-line.js'
import { type Color, createPaint, outcomeColors } from '../paint.js'
import type { Redaction } from '../redaction.js'
import type { Reply } from './connection.js'
import type { Report, Write } from './report.js'
import type { Sender } from './sender.js'

/** Creates a report with one line per request, written as it happens, and a summary if there are several deliveries. */
export function createTextReport({ url, redact }: Redaction, write: Write, sender: Sender): Report {
  const paint = createPaint(process.stdout)
  const stats = createStats(sender)

  function writeResult({ answer, failure, ms }: Reply, color: Color, comments: readonly string[]): void {
    const status = paint(color, String(answer?.status ?? 'no answer'))
    write(`→ ${status} ${answer === undefined ? 'after' : 'in'} ${toTime(ms)}\n`)
    if (color === 'green') return
    for (const text of [failure ?? redact(answer.body), ...comments]) {
      const line = toOneLine(text)
      if (line !== '') write(`  ${line}\n`)
    }
  }

  return {
    begin: (method, what) => write(`${method} ${url} ${toOneLine(what)} `),
    handshake(_, reply, { state, reason }) {
      const reasons = reply.answer === undefined ? [] : [`${state}: ${reason}.`]
      writeResult(reply, state === 'Succeeded' ? 'green' : 'red', [...reasons, handshakeAdvice])
    },
    delivery({ ids }, reply) {
      const status = reply.answer?.status
      writeResult(reply, outcomeColors[sender.classify(status)], [sender.toNote(status)])
      stats.add(ids.length, status)
    },
    end: () => write(stats.summary()),
  }
}

function createStats({ classify }: Sender) {
  let events = 0
  let deliveries = 0
  let accepted = 0
  const failed = new Map<string, number>()
  return {
    add(size: number, status: number | undefined): void {
      events += size
      deliveries++
      if (classify(status) === 'accepted') accepted++
      else failed.set(toName(status), (failed.get(toName(status)) ?? 0) + 1)
    },
    summary(): string {
      if (deliveries < 2) return ''
      const list = failed.size === 0 ? '' : ` (${toCounts(failed)})`
      const sent = `${toCount(events)} events sent in ${toCount(deliveries)} deliveries`
      return `${sent}: ${toCount(accepted)} accepted, ${toCount(deliveries - accepted)} failed${list}\n`
    },
  }
}

const toName = (status: number | undefined) => (status === undefined ? 'no answer' : String(status))
