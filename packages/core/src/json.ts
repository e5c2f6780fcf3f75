// Rejects invalid UTF-8 instead of replacing it, which could change a user id.
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Parses JSON text or bytes; `undefined`, which JSON cannot say, when it is not JSON in UTF-8. */
export function parseJson(json: string | ArrayBuffer | ArrayBufferView): unknown {
  try {
    // A byte order mark is no part of the text. The decoder leaves it out; who has read the body as text has not.
    return JSON.parse(typeof json === 'string' ? json.replace(/^\ufeff/, '') : utf8.decode(json))
  } catch {
    // The parser's own error quotes the text, which may be secret.
    return undefined
  }
}

/** The JSON that base64 text holds; `undefined` when there is none. */
export function parseBase64Json(base64: string): unknown {
  try {
    return parseJson(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/** A JSON object: neither `null` nor an array. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
