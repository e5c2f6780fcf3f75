import type { RedisClient } from '@signalr-events/redis'
import { Cluster, Redis } from 'ioredis'
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis5'
import { createClient, createCluster } from 'redis'
import { createClient as createClient5, createCluster as createCluster5 } from 'redis5'

/** A client that is connected. */
export interface Connected {
  readonly client: RedisClient
  /** Closes it immediately, also with pending commands. */
  close(): void
}

/** Ways to connect, by name. A test that restarts the server causes errors, so they are ignored. */
export type Connect = (url: string) => Promise<Connected>

const ignore = () => {}

/** Ordinary clients. */
export const clients: Readonly<Record<string, Connect>> = {
  'redis 6': async (url) => {
    const client = await createClient({ url }).on('error', ignore).connect()
    return { client, close: () => client.destroy() }
  },
  'redis 5': async (url) => {
    const client = await createClient5({ url }).on('error', ignore).connect()
    return { client, close: () => client.destroy() }
  },
  'ioredis 6': async (url) => {
    const client = new Redis(url).on('error', ignore)
    return { client, close: () => client.disconnect() }
  },
  'ioredis 5': async (url) => {
    const client = new Redis5(url).on('error', ignore)
    return { client, close: () => client.disconnect() }
  },
}

/** Clients of a Cluster. */
export const clusterClients: Readonly<Record<string, Connect>> = {
  'redis 6': async (url) => {
    const client = createCluster({ rootNodes: [{ url }] }).on('error', ignore)
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  'redis 5': async (url) => {
    const client = createCluster5({ rootNodes: [{ url }] }).on('error', ignore)
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  'ioredis 6': async (url) => {
    const client = new Cluster([url]).on('error', ignore)
    return { client, close: () => client.disconnect() }
  },
  'ioredis 5': async (url) => {
    const client = new Cluster5([url]).on('error', ignore)
    return { client, close: () => client.disconnect() }
  },
}
