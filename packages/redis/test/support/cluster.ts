import { Redis as Admin } from 'ioredis'
import { expect } from 'vitest'
import { findFreePort } from '../../../../scripts/shared/port.mjs'
import { type Redis, startRedis } from '../../../../scripts/shared/redis.mjs'

/** A node of a Cluster, and a connection to it. */
export interface ClusterNode {
  readonly url: string
  readonly id: string
  readonly admin: Admin
  /** Ends its process at once. */
  kill(): Promise<void>
}

/** A Cluster of three masters; the first has a replica. */
export interface Cluster {
  readonly masters: readonly ClusterNode[]
  readonly replica: ClusterNode
  stop(): Promise<void>
}

const SLOTS = 16_384

/** Starts a Cluster on loopback that writes no data to disk. */
export async function startCluster(): Promise<Cluster> {
  const nodes: ClusterNode[] = []
  const stop = async () => {
    for (const { admin, kill } of nodes) {
      admin.disconnect()
      await kill()
    }
  }
  try {
    const buses: number[] = []
    for (let i = 0; i < 4; i++) {
      buses[i] = await findFreePort()
      nodes.push(await startNode(buses[i] ?? 0))
    }
    const [first, second, third, replica] = nodes
    if (!first || !second || !third || !replica) throw new Error('four nodes were started')
    const masters = [first, second, third]
    await joinAll(nodes, buses)
    for (const [i, { admin }] of masters.entries()) {
      const [from, end] = [i, i + 1].map((third) => Math.floor((SLOTS * third) / 3))
      await admin.call('CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${(end ?? 0) - 1}`)
    }
    await replica.admin.call('CLUSTER', 'REPLICATE', first.id)
    await expectEvery(nodes, 'INFO', 'cluster_state:ok')
    await expect.poll(() => replica.admin.info('replication')).toContain('master_link_status:up')
    return { masters, replica, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startNode(bus: number): Promise<ClusterNode> {
  const redis: Redis = await startRedis({
    args: [
      ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port', `${bus}`],
      ...['--cluster-node-timeout', '1000', '--repl-diskless-sync-delay', '0'],
    ],
  })
  // Nodes are killed. Connections must not report that.
  const admin = new Admin(redis.url).on('error', () => {})
  return { url: redis.url, id: String(await admin.call('CLUSTER', 'MYID')), admin, kill: redis.stop }
}

async function joinAll(nodes: readonly ClusterNode[], buses: readonly number[]): Promise<void> {
  const [first, ...others] = nodes
  for (const [i, { url }] of others.entries()) {
    await first?.admin.call('CLUSTER', 'MEET', '127.0.0.1', new URL(url).port, `${buses[i + 1]}`)
  }
  await expectEvery(nodes, 'INFO', `cluster_known_nodes:${nodes.length}`)
  // A node can be replicated after all handshakes.
  for (const { id } of nodes) await expectEvery(nodes, 'NODES', id)
}

async function expectEvery(nodes: readonly ClusterNode[], command: string, text: string): Promise<void> {
  for (const { admin } of nodes) {
    await expect.poll(async () => String(await admin.call('CLUSTER', command))).toContain(text)
  }
}

/** What is awaited while a slot moves. */
export interface Moving {
  /** Before its first key has moved. */
  onBegin?(): Promise<unknown>
  /** After its first keys have moved. */
  onMoving?(): Promise<unknown>
}

/** Moves a slot to another master, key by key, as `redis-cli --cluster reshard` does. */
export async function moveSlot(
  masters: readonly ClusterNode[],
  slot: number,
  { onBegin, onMoving }: Moving = {},
): Promise<void> {
  const [from, to] = await findMove(masters, slot)
  await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id)
  await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id)
  const { port } = new URL(to.url)
  await onBegin?.()
  for (let i = 0; ; i++) {
    if (i === 1) await onMoving?.()
    const keys = (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, 5)) as string[]
    if (keys.length === 0) break
    await from.admin.call('MIGRATE', '127.0.0.1', port, '', '0', '5000', 'KEYS', ...keys)
  }
  for (const { admin } of [to, from, ...masters]) await admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id)
  await expectSameEpoch(masters)
}

/** A node without the latest epoch would start the next move with an old one, and lose the slot again. */
async function expectSameEpoch(masters: readonly ClusterNode[]): Promise<void> {
  await expect
    .poll(async () => {
      const infos = await Promise.all(masters.map(({ admin }) => admin.call('CLUSTER', 'INFO')))
      return new Set(infos.map((info) => /cluster_current_epoch:(\d+)/.exec(String(info))?.[1])).size
    })
    .toBe(1)
}

/** The master that has a slot, and another one. */
async function findMove(masters: readonly ClusterNode[], slot: number): Promise<[ClusterNode, ClusterNode]> {
  const [master] = masters
  const ranges = (await master?.admin.call('CLUSTER', 'SLOTS')) as [
    number,
    number,
    [string, number, string],
  ][]
  const owner = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][2]
  const from = masters.find(({ id }) => id === owner)
  const to = masters.find(({ id }) => id !== owner)
  if (!from || !to) throw new Error(`slot ${slot} belongs to no master`)
  return [from, to]
}
