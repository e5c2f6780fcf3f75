/**
 * What a tombstone keeps of an id: 48 bits of a hash. 8 other bits choose one of 256 shards.
 *
 * A digest of `node:crypto` for each event is a tenth of the CPU time of a delivery, and nothing depends on the hash being
 * hard to invert. It starts with any two numbers. Both halves take each unit of the text, with a factor of MurmurHash3.
 */
export function toFingerprint(id: string): { readonly shard: number; readonly print: number } {
  let low = 0x811c9dc5
  let high = 0x9e3779b9
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i)
    low = mix(low ^ unit, 0x85ebca6b)
    high = mix(high ^ unit, 0xc2b2ae35)
  }
  low = mix(low ^ high, 0xc2b2ae35)
  high = mix(high ^ low, 0x85ebca6b)
  return { shard: high >>> 24, print: (high & 0xffff) * 2 ** 32 + (low >>> 0) }
}

function mix(state: number, factor: number): number {
  const product = Math.imul(state, factor)
  return product ^ (product >>> 15)
}
