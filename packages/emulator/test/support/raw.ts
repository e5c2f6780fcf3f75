import { once } from 'node:events'
import { type JWTPayload, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'
import { type RawData, WebSocket } from 'ws'

// Raw requests and sockets, for input that real clients never send.

/** The access key of a connection string. */
export const toKey = (connectionString: string): string =>
  /AccessKey=([^;]*)/.exec(connectionString)?.[1] ?? ''

/** A token that is signed by hand. */
export async function sign(claims: JWTPayload, key: string, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(new TextEncoder().encode(key))
}

/** In an hour, in seconds since 1970. */
export const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600

export const separator = '\u001e'

/** A raw client: its token, and its requests. */
export interface Raw {
  readonly url: string
  readonly token: string
  /** Negotiates; the id for later requests. */
  negotiate(version?: 0 | 1): Promise<{ id: string; answer: Record<string, unknown> }>
  /** A request to the hub's URL. */
  request(
    method: string,
    id: string | undefined,
    init?: RequestInit & { readonly accept?: string },
  ): Promise<Response>
  /** A WebSocket that is open. */
  open(id?: string): Promise<Socket>
}

/** A WebSocket and its received data. */
export interface Socket {
  readonly webSocket: WebSocket
  readonly got: Buffer[]
  /** All received data as text. */
  text(): string
  /** Resolves with the code when it is closed. */
  readonly closed: Promise<number>
}

export function createRaw({ url, accessToken: token }: { url: string; accessToken: string }): Raw {
  const authorization = `Bearer ${token}`
  const withId = (id: string | undefined) => (id === undefined ? url : `${url}&id=${encodeURIComponent(id)}`)
  return {
    url,
    token,
    async negotiate(version = 1) {
      const query = version === 0 ? '' : '&negotiateVersion=1'
      const target = `${url.replace('/client/', '/client/negotiate')}${query}`
      const response = await fetch(target, { method: 'POST', headers: { authorization } })
      const answer = (await response.json()) as Record<string, unknown>
      return { id: String(answer['connectionToken'] ?? answer['connectionId']), answer }
    },
    request(method, id, { accept, ...init } = {}) {
      const headers = { authorization, connection: 'close', ...(accept !== undefined && { accept }) }
      return fetch(withId(id), { method, headers, ...init })
    },
    async open(id) {
      const socket = openSocket(withId(id), { authorization })
      await once(socket.webSocket, 'open')
      return socket
    },
  }
}

/** A WebSocket that may be refused. */
export function openSocket(url: string, headers: Readonly<Record<string, string>> = {}): Socket {
  const webSocket = new WebSocket(url.replace(/^http/, 'ws'), { headers })
  const got: Buffer[] = []
  webSocket.on('message', (data: RawData) => got.push(data as Buffer))
  webSocket.on('error', () => {})
  onTestFinished(() => webSocket.terminate())
  const closed = new Promise<number>((resolve) => webSocket.on('close', resolve))
  return { webSocket, got, text: () => Buffer.concat(got).toString(), closed }
}

/** The status with which a WebSocket is refused. */
export function refusalOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const { webSocket } = openSocket(url, headers)
  return new Promise((resolve, reject) => {
    webSocket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    webSocket.on('open', () => reject(new Error('it is open')))
  })
}

export const handshake = (protocol: string, version: unknown = 1): string =>
  JSON.stringify({ protocol, version }) + separator
