import { setTimeout as sleep } from 'node:timers/promises'
import { createWebhook } from '@signalr-events/core'
import { createPresence } from '@signalr-events/presence'
import type { RedisClient } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { createClient, type EventGridRequest } from '@signalr-events/testing'
import { Redis as Admin } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { startRedis } from '../../../scripts/shared/redis.mjs'
import { createShortTraffic, deliverArrivals } from '../../../test/support/presence/traffic.js'
import { describeRedis } from '../../../test/support/redis.js'
import { type Connect, clients, clusterClients } from './support/clients.js'
import { moveSlot, startCluster } from './support/cluster.js'
import { startSwitch } from './support/switch.js'

// Redis servers are killed while clients connect and disconnect. PRESENCE_SEED repeats a run. With PRESENCE_SECONDS, the
// duration of the traffic, all clients of Redis are tested.

const seed = Number(process.env['PRESENCE_SEED'] ?? Date.now() % 2 ** 31)
const duration = 1_000 * Number(process.env['PRESENCE_SECONDS'] ?? 4)

/** One client, or all. */
function choose(connects: Readonly<Record<string, Connect>>, wanted: string): [string, Connect][] {
  const isLong = process.env['PRESENCE_SECONDS'] !== undefined
  return Object.entries(connects).filter(([name]) => isLong || name === wanted)
}

/** Instances with presence on one store, and the users whose last transition was online. */
function openInstances(client: RedisClient) {
  const last = new Map<string, string>()
  const instances = [1, 2, 3].map(() => {
    const presence = createPresence({
      store: redisPresence(client),
      ...{ grace: 300, lease: 2_000, retry: 100, timeout: 1_000 },
      onUserOnline: ({ userId }) => void last.set(userId, 'online'),
      onUserOffline: ({ userId }) => void last.set(userId, 'offline'),
      onError() {},
    })
    onTestFinished(() => presence.close())
    const webhook = createWebhook({}, { use: [presence.middleware], onError() {} })
    return { presence, sender: createClient(webhook) }
  })
  const send = async (request: EventGridRequest, n: number) =>
    (await instances[n % instances.length]?.sender.send(request))?.status === 200
  const listOnline = () => [...last].flatMap(([userId, state]) => (state === 'online' ? userId : [])).sort()
  return { instances, send, listOnline }
}

async function expectActual(
  { instances, listOnline }: ReturnType<typeof openInstances>,
  traffic: ReturnType<typeof createShortTraffic>,
): Promise<void> {
  const wait = { timeout: 30_000, interval: 100, message: `seed ${seed}` }
  const count = { users: traffic.users.length, connections: traffic.connections.length }
  for (const { presence } of instances) {
    await expect.poll(() => presence.count('chat').catch(() => undefined), wait).toEqual(count)
    const ids: string[] = []
    for await (const { connectionId } of presence.connections('chat')) ids.push(connectionId)
    expect(ids.sort()).toEqual(traffic.connections)
  }
  await expect.poll(listOnline, wait).toEqual(traffic.users)
}

describeRedis('presence when Redis fails over to its replica', 'own', () => {
  it.each(choose(clients, 'redis 6'))(
    'is correct again, with %s',
    { timeout: 90_000 + 4 * duration },
    async (_, connect) => {
      const primary = await startRedis()
      onTestFinished(primary.stop)
      const replica = await startRedis({
        args: ['--replicaof', '127.0.0.1', String(primary.port), '--repl-diskless-sync-delay', '0'],
      })
      onTestFinished(replica.stop)
      const admin = new Admin(replica.url).on('error', () => {})
      onTestFinished(() => admin.disconnect())
      await expect.poll(() => admin.info('replication')).toContain('master_link_status:up')
      const address = await startSwitch(primary.port)
      onTestFinished(address.close)
      const { client, close } = await connect(address.url)
      onTestFinished(close)

      const fleet = openInstances(client)
      const traffic = createShortTraffic(seed, duration, 400)
      const delivering = deliverArrivals(traffic.arrivals, fleet.send)
      await sleep(duration / 2)
      // Everything that the primary has acknowledged is being replicated. It acknowledges no more.
      address.to(undefined)
      await expect
        .poll(async () => readOffset(await admin.info('replication')))
        .toBe(await readPrimary(primary.url))
      await primary.stop()
      await admin.replicaof('NO', 'ONE')
      address.to(replica.port)
      await delivering
      await expectActual(fleet, traffic)
    },
  )
})

function readOffset(info: string): string | undefined {
  return /(?:slave_repl_offset|master_repl_offset):(\d+)/.exec(info)?.[1]
}

async function readPrimary(url: string): Promise<string | undefined> {
  const admin = new Admin(url)
  const info = await admin.info('replication')
  admin.disconnect()
  return /master_repl_offset:(\d+)/.exec(info)?.[1]
}

describeRedis('presence on a Cluster of three masters', 'own', () => {
  it.each(choose(clusterClients, 'ioredis 6'))(
    'is correct while its slot moves, and after the master was killed, with %s',
    { timeout: 120_000 + 4 * duration },
    async (name, connect) => {
      const cluster = await startCluster()
      onTestFinished(cluster.stop)
      const [first, second, third] = cluster.masters
      const { client, close } = await connect(second?.url ?? '')
      onTestFinished(close)
      const slot = Number(await first?.admin.call('CLUSTER', 'KEYSLOT', '{chat}'))

      const fleet = openInstances(client)
      const traffic = createShortTraffic(seed, duration, 400)
      const delivering = deliverArrivals(traffic.arrivals, fleet.send)
      await sleep(duration / 3)
      await moveSlot(cluster.masters, slot)
      await delivering
      await expectActual(fleet, traffic)

      // Its Cluster client reloads the nodes only after a MOVED, which a dead node does not send.
      if (name === 'redis 5') return
      // Back to the master that has a replica. That master is killed next.
      while (!(await isOwner(first?.url ?? '', slot))) await moveSlot(cluster.masters, slot)
      const next = createShortTraffic(seed + 1, duration, 400)
      const arrivals = next.arrivals.map((each) => ({ ...each, connectionId: `next ${each.connectionId}` }))
      const deliveringNext = deliverArrivals(arrivals, fleet.send)
      await sleep(duration / 3)
      await first?.admin.wait(1, 5_000)
      await first?.kill()
      await deliveringNext
      await expect
        .poll(() => third?.admin.call('CLUSTER', 'INFO'), { timeout: 30_000 })
        .toContain('cluster_state:ok')
      const users = new Set([...traffic.users, ...next.users])
      const count = { users: users.size, connections: traffic.connections.length + next.connections.length }
      for (const { presence } of fleet.instances) {
        const wait = { timeout: 30_000, message: `seed ${seed}` }
        await expect.poll(() => presence.count('chat').catch(() => undefined), wait).toEqual(count)
      }
    },
  )
})

async function isOwner(url: string, slot: number): Promise<boolean> {
  const admin = new Admin(url)
  const ranges = (await admin.call('CLUSTER', 'SLOTS')) as [number, number, [string, number, string]][]
  admin.disconnect()
  const owner = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2]
  return String(owner?.[1]) === new URL(url).port
}
