import { hash } from 'node:crypto'

/** How many shards there are: enough for every node of a large Cluster to get its share. */
const SHARDS = 16

/** How many characters of a digest a key has, of 6 bits each. The next one chooses the shard. */
const LENGTH = 22

// biome-ignore lint/security/noSecrets: the alphabet of base64url
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * A key in Redis: the prefix, a shard in braces, and 132 bits of the key's SHA-256. So no user id is stored in Redis,
 * and all keys are short.
 *
 * The braces make a shard one slot of a Cluster. Keys always have them, so that they stay the same when a server
 * becomes a Cluster.
 * @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export function toRedisKey(prefix: string, key: string): string {
  // As text, since a buffer for each key costs twice as much as its hash.
  const digest = hash('sha256', key, 'base64url')
  return `${prefix}{${ALPHABET.indexOf(digest.charAt(LENGTH)) % SHARDS}}${digest.slice(0, LENGTH)}`
}

/** Where the keys of each shard are in a list, in order. */
export function toShards(redisKeys: readonly string[]): number[][] {
  const shards = new Map<string, number[]>()
  for (const [place, redisKey] of redisKeys.entries()) {
    const shard = redisKey.slice(0, redisKey.indexOf('}'))
    const places = shards.get(shard)
    if (places === undefined) shards.set(shard, [place])
    else places.push(place)
  }
  return [...shards.values()]
}
