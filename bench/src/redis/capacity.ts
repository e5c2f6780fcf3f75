import type { Store } from '@signalr-events/dedupe'
import type { createClient } from 'redis'

type Client = Pick<ReturnType<typeof createClient>, 'info'>

/**
 * Microseconds of Redis's own CPU time that an event takes, claimed and marked done. It has one thread for
 * commands, so this is what bounds how many events it can be asked about.
 */
export async function measureCapacity(
  client: Client,
  store: Store,
  createKeys: (count: number) => string[],
  batch: number,
): Promise<number> {
  const total = Math.max(2000, 40 * batch)
  const before = await readCpu(client)
  for (let i = 0; i < total; i += batch) {
    const keys = createKeys(batch)
    await store.claim(keys, 60_000)
    await store.done(keys, 60_000)
  }
  return ((await readCpu(client)) - before) / total
}

async function readCpu(client: Client): Promise<number> {
  const info = String(await client.info('cpu'))
  const read = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1])
  return (read('used_cpu_user') + read('used_cpu_sys')) * 1e6
}
