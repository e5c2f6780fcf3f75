import type { createClient } from 'redis'

type Client = Pick<ReturnType<typeof createClient>, 'info'>

/** Microseconds of CPU time that Redis has used. It has one thread for commands, so this is what bounds it. */
export async function readRedisCpu(client: Client): Promise<number> {
  const info = String(await client.info('cpu'))
  const read = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1])
  return (read('used_cpu_user') + read('used_cpu_sys')) * 1e6
}
