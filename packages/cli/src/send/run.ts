import { classifyHandshake, type HandshakeResult } from '@signalr-events/simulator'
import { exitCodes } from '../exit.js'
import { createRedaction } from '../redaction.js'
import type { WireEvent } from '../wire-event.js'
import { type Connection, openConnection, type Reply } from './connection.js'
import { toDeliveries } from './deliveries.js'
import { createEvent } from './events.js'
import { readEvents } from './file.js'
import { createHandshake, type Handshake } from './handshake.js'
import type { SendOptions } from './options.js'
import type { Report } from './report.js'
import { createJsonReport } from './report-json.js'
import { createTextReport } from './report-text.js'
import { senders } from './sender.js'

/** Sends what the options describe and prints the results. Resolves with the exit code. */
export async function runSend(url: URL, options: SendOptions): Promise<number> {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort(new Error('Interrupted.'))
  try {
    const events = options.file === undefined ? [createEvent(options)] : await readEvents(options.file)
    process.once('SIGINT', interrupt)
    const accepted = await send(url, events, options, interruption.signal)
    if (interruption.signal.aborted) return exitCodes.interrupted
    return accepted ? exitCodes.ok : exitCodes.failed
  } finally {
    process.removeListener('SIGINT', interrupt)
  }
}

/** Resolves with whether all deliveries were accepted. */
async function send(
  url: URL,
  events: readonly WireEvent[],
  options: SendOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const write = (text: string) => void process.stdout.write(text)
  const redaction = createRedaction(url, options.header)
  const sender = senders[options.as]
  const report = (options.json ? createJsonReport : createTextReport)(redaction, write, sender)
  const connection = openConnection(url, options, signal)
  try {
    const isAsked = options.handshake && sender.handshake
    if (isAsked && !(await sendHandshake(connection, report, events, options))) return false
    return await deliver(connection, report, events, options, signal)
  } finally {
    connection.close()
    report.end()
  }
}

/** Resolves with whether the handshake succeeded. */
async function sendHandshake(
  connection: Connection,
  report: Report,
  [first = {}]: readonly WireEvent[],
  options: SendOptions,
): Promise<boolean> {
  const handshake = createHandshake(first, options)
  report.begin(handshake.request.method, 'handshake')
  const reply = await connection.send(handshake.request)
  const result = toResult(handshake, reply)
  report.handshake(handshake, reply, result)
  return result.state === 'Succeeded'
}

function toResult({ schema, code }: Handshake, { answer }: Reply): HandshakeResult {
  return answer === undefined
    ? { state: 'Failed', reason: 'No answer' }
    : classifyHandshake(schema, answer, code)
}

async function deliver(
  connection: Connection,
  report: Report,
  events: readonly WireEvent[],
  options: SendOptions,
  signal: AbortSignal,
): Promise<boolean> {
  let accepted = true
  for (const delivery of toDeliveries(events, options)) {
    if (signal.aborted) break
    report.begin(delivery.request.method, delivery.what)
    const reply = await connection.send(delivery.request)
    report.delivery(delivery, reply)
    accepted &&= senders[options.as].classify(reply.answer?.status) === 'accepted'
  }
  return accepted
}
