import { hash } from 'node:crypto'

/** Text without line breaks and tabs, which separate values in Redis: as it is, or as JSON, which begins with `"`. */
export function encode(text: string): string {
  return /^[\w-][\w@.:/+= -]*$/.test(text) ? text : JSON.stringify(text)
}

export function decode(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text
}

/** Of an id that tombstones keep: 64 bits in decimal, which Redis keeps as a number, and the shard they are in. */
export function toFingerprint(id: string): { readonly shard: string; readonly print: string } {
  // Lone surrogates are the same in UTF-8, so the id is encoded. As text, since a buffer costs more than its hash.
  const digest = hash('sha256', encode(id))
  const print = String(BigInt.asIntN(64, BigInt(`0x${digest.slice(0, 16)}`)))
  return { shard: String(Number.parseInt(digest.slice(16, 18), 16)), print }
}
