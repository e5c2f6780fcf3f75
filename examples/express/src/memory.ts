import { memoryStore, type Store } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import { createClient } from 'redis'

/** Where it is remembered which events were handled. */
export interface Memory {
  readonly store: Store
  close(): Promise<void>
}

/** In Redis, for all instances of the server, if there is a URL; else in this process. */
export async function openMemory(url: string | undefined): Promise<Memory> {
  if (url === undefined) return { store: memoryStore(), close: async () => {} }
  const client = createClient({ url })
  // The client connects again by itself; without a listener, the first lost connection would end the process.
  client.on('error', (error) => console.error('Redis:', error))
  await client.connect()
  return { store: redisStore(client), close: () => client.close() }
}
