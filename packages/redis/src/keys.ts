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

/** Items that one call takes, and where each was in the list. */
export interface Part<Item> {
  readonly items: Item[]
  readonly places: number[]
}

/** A list as one part. */
export function toWhole<Item>(items: readonly Item[]): Part<Item>[] {
  return [{ items: [...items], places: items.map((_, place) => place) }]
}

/** A list divided by shard, each part in order. */
export function toParts<Item extends { readonly redisKey: string }>(items: readonly Item[]): Part<Item>[] {
  const parts = new Map<string, Part<Item>>()
  for (const [place, item] of items.entries()) {
    const shard = item.redisKey.slice(0, item.redisKey.indexOf('}'))
    const part = parts.get(shard) ?? { items: [], places: [] }
    parts.set(shard, part)
    part.items.push(item)
    part.places.push(place)
  }
  return [...parts.values()]
}
