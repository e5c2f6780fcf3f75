import type { Redaction } from '../redaction.js'
import type { Reply } from './connection.js'
import type { Report, Write } from './report.js'
import type { Sender } from './sender.js'

const bodyLimit = 1000

/** Creates a report that is one JSON document, written at the end. */
export function createJsonReport({ url, redact }: Redaction, write: Write, sender: Sender): Report {
  let handshakeResult: object | null = null
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
      handshakeResult = { schema, ...toMembers(reply), state, reason }
    },
    delivery({ ids }, reply) {
      deliveries.push({ ids, ...toMembers(reply), outcome: sender.classify(reply.answer?.status) })
    },
    end() {
      write(`${JSON.stringify({ url, handshake: handshakeResult, deliveries }, null, 2)}\n`)
    },
  }
}
