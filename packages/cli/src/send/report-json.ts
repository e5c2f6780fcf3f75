import { judgeDelivery } from '@signalr-events/simulator'
import type { Redaction } from '../redaction.js'
import type { Reply } from './connection.js'
import type { Report, Write } from './report.js'

const bodyLimit = 1000

/** A report as one JSON document, at the end. */
export function createJsonReport({ url, redact }: Redaction, write: Write): Report {
  let handshaken: object | null = null
  const deliveries: object[] = []
  const toMembers = ({ answer, failure, ms }: Reply) => ({
    status: answer?.status ?? null,
    body: answer === undefined ? null : redact(answer.body).slice(0, bodyLimit),
    ...(failure === undefined ? {} : { failure }),
    ms,
  })
  return {
    begin() {},
    handshake({ schema }, reply, { state, reason }) {
      handshaken = { schema, ...toMembers(reply), state, reason }
    },
    delivery({ ids }, reply) {
      deliveries.push({ ids, ...toMembers(reply), outcome: judgeDelivery(reply.answer?.status).state })
    },
    end() {
      write(`${JSON.stringify({ url, handshake: handshaken, deliveries }, null, 2)}\n`)
    },
  }
}
