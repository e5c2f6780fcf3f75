import type { IncomingMessage, ServerResponse } from 'node:http'
import { toClient } from '../activity.js'
import type { Entry } from '../journal.js'
import { toText } from '../to-text.js'
import type { PageContext } from './context.js'

/** What is held for a page that does not read, in bytes. It starts again when it reconnects. */
const MAX_HELD_BYTES = 4 * 1024 * 1024

/** Sends the state of the service and the latest entries as server-sent events, and again whenever something happens. */
export function sendEvents(context: PageContext, _request: IncomingMessage, response: ServerResponse): void {
  const { journal, hub } = context
  const write = (event: string, entries: readonly Entry[]) => {
    const data = { hub, connections: listConnections(context), entries: entries.map(toShown) }
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (response.writableLength > MAX_HELD_BYTES) response.destroy()
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write('retry: 1000\n')
  write('snapshot', journal.latest())
  const unsubscribe = journal.subscribe((entry) => write('change', [entry]))
  response.once('close', unsubscribe)
}

function listConnections({ service, actions }: PageContext): object[] {
  return service.connections().map((connection) => ({
    ...toClient(connection),
    since: connection.since,
    frozen: actions.isFrozen(connection.connectionId),
  }))
}

const toShown = ({ number, at, activity }: Entry) => ({ number, at, text: toText(activity), ...activity })
