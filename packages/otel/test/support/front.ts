import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Webhook } from '@signalr-events/core'
import { toWebhookRequest, writeResponse } from '@signalr-events/node'
import { listen, type Running } from '../../../../test/support/conformance.js'

/** A server whose adapter fails on request, and whose middleware in front may have read the body. */
export function startBroken(webhook: Webhook): Promise<Running> {
  return listen(
    createServer(async (req, res) => {
      if (req.headers['x-front'] === 'read') await discardBody(req)
      const request = toWebhookRequest(req, { native: req as unknown, url: req.url })
      const isBroken = req.headers['x-front'] === 'break'
      const body = () => Promise.reject(new Error('adapter'))
      if (!webhook.recognizes(request)) return void res.writeHead(404).end()
      writeResponse(res, await webhook.handle(isBroken ? { ...request, body } : request))
    }),
  )
}

async function discardBody(req: IncomingMessage): Promise<void> {
  req.resume()
  await once(req, 'end')
}

/** Sends the beginning of a delivery, and ends the connection in the middle of the body. */
export async function sendHalf(url: string, path: string, headers: Record<string, string>): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const lines = Object.entries({ host: hostname, 'content-length': '1000', ...headers })
  socket.write(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n[{`,
  )
  await new Promise((resolve) => setTimeout(resolve, 20))
  socket.destroy()
}
