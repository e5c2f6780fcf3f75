import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { serve } from '../../../../test/support/conformance.js'

/** A received request. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An answer. Without a status there is no answer. */
export interface Answer {
  readonly status?: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Whether the body stays unfinished. */
  readonly open?: boolean
}

/** Starts a server with the answers of the test. It ends with the test. */
export async function startEndpoint(answer: (request: Received, i: number) => Answer) {
  const requests: Received[] = []
  const { url, close } = await serve(async (req, res) => {
    const { method = '', url: path = '', headers } = req
    const request = { method, url: path, headers, body: await text(req) }
    requests.push(request)
    write(res, answer(request, requests.length - 1))
  })
  onTestFinished(close)
  return { url, requests }
}

function write(res: ServerResponse, { status, body = '', headers, open }: Answer): void {
  if (status === undefined) return
  res.writeHead(status, headers).write(body)
  if (!open) res.end()
}

/** The correct answer to a handshake; `undefined` for a delivery. */
export function acceptHandshake({ method, body }: Received): Answer | undefined {
  if (method === 'OPTIONS')
    return { status: 200, headers: { 'webhook-allowed-origin': 'eventgrid.azure.net' } }
  const code = /"validationCode":"([^"]+)"/.exec(body)?.[1]
  return code === undefined ? undefined : { status: 200, body: JSON.stringify({ validationResponse: code }) }
}
