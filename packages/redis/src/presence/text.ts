/** Text without line breaks and tabs, which separate values in Redis: as it is, or as JSON, which begins with `"`. */
export function encode(text: string): string {
  return /^[\w-][\w@.:/+= -]*$/.test(text) ? text : JSON.stringify(text)
}

export function decode(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text
}

/**
 * What tombstones keep of an id, 52 bits, and which of 256 shards they are in. FNV-1a twice, since a digest of
 * `node:crypto` takes a tenth of the CPU time of a delivery. The service makes ids, so nobody chooses two that are equal.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc9923
 */
export function toFingerprint(id: string): { readonly shard: number; readonly print: number } {
  let [a, b] = [0x811c9dc5, 0x811c9dc5]
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  // The low bits of both depend on the same bits of the id until they are mixed with the high ones.
  a = Math.imul(a ^ (a >>> 15), 0x735a2d97)
  b = Math.imul(b ^ (b >>> 15), 0x735a2d97)
  return { shard: b >>> 24, print: (b & 0xfffff) * 2 ** 32 + (a >>> 0) }
}
