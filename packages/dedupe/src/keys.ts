import type { ConnectionEvent } from '@signalr-events/core'

/** Longer keys are replaced by their digest: a sender chooses how long its ids are. */
const MAX_KEY_LENGTH = 512

/**
 * The key of an event, which is the same for two copies of the event and different for two events. An id is unique
 * only together with source and type, and Microsoft writes the source in any case.
 */
export function toKey({ source, type, id, connectionId }: ConnectionEvent): string | Promise<string> {
  // JSON also keeps apart what UTF-8 would not: it escapes lone surrogates.
  const key = JSON.stringify([source.toLowerCase(), type, id, connectionId])
  return key.length <= MAX_KEY_LENGTH ? key : digest(key)
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `sha256:${Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
