import { createTemplate, digits, placeholder, type Shape } from '../deliveries.js'
import { path } from '../servers/route.js'

/** A request as bytes, whose events get new numbers. */
interface WireRequest {
  readonly bytes: Buffer
  /** Writes the numbers of its events, starting with `first`. */
  fill(first: number): void
}

/** The request of a shape on the wire. */
export function toText(shape: Shape): string {
  const { headers, body = '' } = createTemplate(shape)
  return writeRequest(headers, body)
}

/** The event of Azure Web PubSub for a client that has connected. */
export const webPubSub: string = writeRequest(
  {
    'content-type': 'application/json; charset=utf-8',
    'ce-specversion': '1.0',
    'ce-type': 'azure.webpubsub.sys.connected',
    'ce-source': `/hubs/chat/client/crH0uxVSvP-${placeholder}`,
    'ce-id': '1',
    'ce-awpsversion': '1.0',
    'ce-time': '2026-01-01T00:00:00Z',
    'ce-signature': 'sha256=0',
    'ce-userid': 'user-eymwyo23',
    'ce-hub': 'chat',
    'ce-connectionid': `crH0uxVSvP-${placeholder}`,
    'ce-eventname': 'connected',
    'webhook-request-origin': 'resource.webpubsub.azure.com',
  },
  '{}',
)

function writeRequest(headers: Readonly<Record<string, string>>, body: string): string {
  const all = { host: '127.0.0.1', ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Creates the bytes of one connection. */
export function createWireRequest(text: string): WireRequest {
  const bytes = Buffer.from(text)
  const positions: number[] = []
  for (let at = bytes.indexOf(placeholder); at !== -1; at = bytes.indexOf(placeholder, at + digits))
    positions.push(at)
  return {
    bytes,
    fill(first) {
      // Every event has its number twice.
      for (const [i, at] of positions.entries())
        bytes.write(String(first + (i >> 1)).padStart(digits, '0'), at, 'latin1')
    },
  }
}
