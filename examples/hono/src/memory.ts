import { memoryStore, type Store } from '@signalr-events/dedupe'
import { memoryPresence, type PresenceStore } from '@signalr-events/presence'
import { redisStore } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { createClient } from 'redis'

/** The stores: which events were handled, and who is online. */
export interface Memory {
  readonly store: Store
  readonly presence: PresenceStore
  close(): Promise<void>
}

/** Stores in Redis, shared by all instances of the server, if there is a URL. Otherwise in this process. */
export async function openMemory(url: string | undefined): Promise<Memory> {
  if (url === undefined) return { store: memoryStore(), presence: memoryPresence(), close: async () => {} }
  const client = createClient({ url })
  // The client reconnects by itself. Without a listener, the first lost connection would end the process.
  client.on('error', (error) => console.error('Redis:', error))
  await client.connect()
  // `client.close()` would wait for answers, which never come without Redis. When this is called, nobody needs them.
  const close = async () => client.destroy()
  return { store: redisStore(client), presence: redisPresence(client), close }
}
