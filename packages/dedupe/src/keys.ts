import type { ConnectionEvent } from '@signalr-events/core'

/** Longer keys are replaced by their digest: a sender chooses how long its ids are. */
const MAX_KEY_LENGTH = 512

/** A source and its digest. One is enough: the events of a delivery have the same, and so have most deliveries. */
let last: { readonly source: string; readonly digest: string } | undefined

/**
 * The keys of events, in order. A key is the same for two copies of an event and different for two events. An id is
 * unique only together with source and type, and Microsoft writes the source in any case.
 */
export async function toKeys(events: readonly ConnectionEvent[]): Promise<string[]> {
  const keys: string[] = []
  for (const { source, type, id, connectionId } of events) {
    // A source is as long as the rest of the key, and in memory each key would keep it.
    let scope = last
    if (scope?.source !== source) {
      scope = { source, digest: await digest(source.toLowerCase()) }
      last = scope
    }
    // `join` makes a string of one piece, which takes less memory than one that JSON puts together.
    const key = [scope.digest, type.charAt(0), toPart(id), toPart(connectionId)].join()
    keys.push(key.length <= MAX_KEY_LENGTH ? key : await digest(key))
  }
  return keys
}

/** Text without commas. That of JSON begins with a quotation mark. */
function toPart(text: string): string {
  return /^[\w-]+$/.test(text) ? text : JSON.stringify(text)
}

/** The key of one event. */
export async function toKey(event: ConnectionEvent): Promise<string> {
  const [key = ''] = await toKeys([event])
  return key
}

/** 120 bits of the SHA-256 of a text, as 20 characters. JSON keeps apart lone surrogates, which are the same in UTF-8. */
async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(text)))
  return btoa(String.fromCharCode(...new Uint8Array(bytes, 0, 15)))
}
