import type { createClient } from 'redis'

type Client = Pick<ReturnType<typeof createClient>, 'info'>

/** The CPU time that Redis has used, in microseconds. Redis runs commands in one thread, so this is its limit. */
export async function readRedisCpu(client: Client): Promise<number> {
  const info = String(await client.info('cpu'))
  const read = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1])
  return (read('used_cpu_user') + read('used_cpu_sys')) * 1e6
}
