import type { ServerResponse } from 'node:http'
import { type Connection, whenThawed } from '../connection.js'
import type { Context } from '../context.js'

/** Attaches server-sent events: the client gets messages by this response, and sends by POST. */
export function attachEvents({ lifecycle }: Context, connection: Connection, response: ServerResponse): void {
  response.writeHead(200, {
    ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-store' },
    ...{ 'content-encoding': 'identity', 'x-accel-buffering': 'no' },
  })
  // A comment, so that the client sees at once that it is connected.
  response.write(':\r\n\r\n')
  response.on('error', () => {})
  response.once('close', () => whenThawed(connection, () => lifecycle.gone(connection, 'transport-closed')))
  lifecycle.attach(connection, {
    transport: 'ServerSentEvents',
    send: (data) => void response.write(`data: ${data}\r\n\r\n`),
    pending: () => response.writableLength,
    end: () => void response.end(),
    cut: () => void response.destroy(),
  })
}
