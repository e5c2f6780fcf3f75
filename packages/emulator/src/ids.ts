import { randomBytes } from 'node:crypto'

/** Makes ids as the service's look: 22 characters. With a seed they repeat from run to run. */
export function createIds(seed: number | undefined): () => string {
  const toBytes = seed === undefined ? () => randomBytes(16) : createBytes(seed)
  return () => toBytes().toString('base64url')
}

/** What only the client of a connection knows: never predictable. */
export const createSecret = (): string => randomBytes(16).toString('base64url')

/** Mulberry32. @source https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function createBytes(seed: number): () => Buffer {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) & 0xff
  }
  return () => Buffer.from(Array.from({ length: 16 }, next))
}
