import { setImmediate } from 'node:timers/promises'
import type { Slice } from './pairs.js'

/** Microseconds of CPU that this process has used, garbage collection and compilation included. */
export function readCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/**
 * Makes a slice of CPU time out of work, which is called until `ms` milliseconds are full. Runs it for `warmMs`
 * before. With `--expose-gc` each begins without young garbage.
 *
 * @param units how many events a call handles
 */
export async function createSlice(
  work: () => unknown,
  units: number,
  { ms, warmMs }: { readonly ms: number; readonly warmMs: number },
): Promise<Slice> {
  async function run(calls: number): Promise<void> {
    for (let call = 0; call < calls; call++) {
      const outcome = work()
      if (outcome instanceof Promise) await outcome
    }
  }

  let calls = 0
  const start = performance.now()
  for (let step = 1; performance.now() - start < warmMs || calls < 2; calls += step, step *= 2)
    await run(step)
  const before = performance.now()
  const sample = Math.ceil(calls / 4)
  await run(sample)
  const perSlice = Math.max(1, Math.round((ms * sample) / (performance.now() - before)))

  return async () => {
    // Timers and garbage of the slice before are none of ours.
    await setImmediate()
    globalThis.gc?.({ type: 'minor' })
    const cpu = readCpu()
    await run(perSlice)
    return (readCpu() - cpu) / (perSlice * units)
  }
}
