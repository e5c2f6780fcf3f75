/**
 * What tombstones keep of an id: 48 bits of a hash. 8 others are which of 256 shards they are in.
 *
 * Nothing depends on the hash being hard to invert, and a digest of `node:crypto` for each event is a tenth of the CPU
 * time of a delivery. The factors are those of MurmurHash3; both halves take every unit of the text.
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
