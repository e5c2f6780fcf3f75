import { hash } from 'node:crypto'

/** How many shards keys are dealt to: enough for every node of a large Cluster to get its share. */
const shards = 16

/**
 * A key in Redis: the prefix, a shard in braces, and 128 bits of the key's SHA-256. So no user id stands in Redis,
 * and all keys are short.
 *
 * The braces make a shard one slot of a Cluster. Keys have them everywhere, so that they stay the same when a
 * server becomes a Cluster.
 * @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export function toRedisKey(prefix: string, key: string): string {
  const digest = hash('sha256', key, 'buffer')
  return `${prefix}{${digest.readUInt8(16) % shards}}${digest.toString('base64url', 0, 16)}`
}

/** Keys that one call takes, and where each stood in the list that was asked for. */
export interface Part {
  readonly keys: string[]
  readonly places: number[]
}

/** A list as one part. */
export function toWhole(keys: readonly string[]): Part[] {
  return [{ keys: [...keys], places: keys.map((_, place) => place) }]
}

/** A list dealt by shard; within each, in order. */
export function toParts(keys: readonly string[]): Part[] {
  const parts = new Map<string, Part>()
  for (const [place, key] of keys.entries()) {
    const shard = key.slice(0, key.indexOf('}'))
    const part = parts.get(shard) ?? { keys: [], places: [] }
    parts.set(shard, part)
    part.keys.push(key)
    part.places.push(place)
  }
  return [...parts.values()]
}
