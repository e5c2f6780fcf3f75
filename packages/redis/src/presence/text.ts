import { hash } from 'node:crypto'

/** Text without line breaks and tabs, which separate values in Redis: as it is, or as JSON, which begins with `"`. */
export function encode(text: string): string {
  return /^[\w-][\w@.:/+= -]*$/.test(text) ? text : JSON.stringify(text)
}

export function decode(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text
}

/**
 * A cursor as Redis takes it: of 64 bits.
 *
 * @throws {TypeError} for a text that is none
 */
export function checkCursor(cursor = '0'): string {
  if (!/^\d{1,20}$/.test(cursor) || BigInt(cursor) >= 2n ** 64n)
    throw new TypeError("redisPresence: 'cursor' must be the `next` of a page")
  return cursor
}

/** What tombstones keep of an id, 48 bits of its digest, and which of 256 shards they are in, 8 others. */
export function toFingerprint(id: string): { readonly shard: number; readonly print: number } {
  // Lone surrogates are the same in UTF-8, so the id is encoded. Text of a character for each byte costs half of a buffer.
  const digest = hash('sha256', encode(id), 'binary')
  let print = 0
  for (let i = 0; i < 6; i++) print = print * 256 + digest.charCodeAt(i)
  return { shard: digest.charCodeAt(6), print }
}
