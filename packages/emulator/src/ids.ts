import { randomBytes } from 'node:crypto'
import { createRandom } from '@signalr-events/internal'

/** Makes ids as the service's look: 22 characters. With a seed they repeat from run to run. */
export function createIds(seed: number | undefined): () => string {
  const toBytes = seed === undefined ? () => randomBytes(16) : createBytes(seed)
  return () => toBytes().toString('base64url')
}

/** What only the client of a connection knows: never predictable. */
export const createSecret = (): string => randomBytes(16).toString('base64url')

function createBytes(seed: number): () => Buffer {
  const random = createRandom(seed)
  return () => Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)))
}
