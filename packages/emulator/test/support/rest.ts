import type { SignalRService } from '@signalr-events/emulator'
import { inAnHour, sign, toKey } from './raw.js'

export interface RestInit {
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly type?: string
  /** The access key, or a token of another audience. */
  readonly audience?: string
}

/** A raw REST client: signs a token for each URL. The path is relative to the endpoint, with query. */
export function createRest({ endpoint, connectionString }: SignalRService) {
  return async (method: string, path: string, { body, type, audience }: RestInit = {}): Promise<Response> => {
    const url = `${endpoint}${path}`
    const aud = audience ?? url.replace(/\?.*/, '')
    const token = await sign({ aud, exp: inAnHour() }, toKey(connectionString))
    const contentType = body === undefined ? type : (type ?? 'application/json')
    return fetch(url, {
      method,
      headers: {
        ...{ authorization: `Bearer ${token}`, connection: 'close' },
        ...(contentType !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body }),
    })
  }
}
