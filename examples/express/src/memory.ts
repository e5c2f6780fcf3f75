import type { EventEmitter } from 'node:events'
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
  // While Redis is away, commands wait in memory, up to this number. Further ones fail at once.
  const client = createClient({ url, commandsQueueMaxLength: 10_000 })
  logOutages(client)
  await client.connect()
  // `client.close()` would wait for answers, and without Redis it never ends. Nothing needs them when this is called.
  const close = async () => client.destroy()
  return { store: redisStore(client), presence: redisPresence(client), close }
}

/**
 * Logs once when Redis is away, and once when it is back. The client reconnects by itself. Without a listener, the first
 * lost connection would end the process.
 */
function logOutages(client: EventEmitter): void {
  let isAway = false
  client.on('error', ({ message }: Error) => {
    if (!isAway) console.error(`Redis is away, reconnecting: ${message}`)
    isAway = true
  })
  client.on('ready', () => {
    if (isAway) console.error('Redis is back.')
    isAway = false
  })
}
