import { setImmediate } from 'node:timers/promises'
import type { Slice } from './pairs.js'

/** Microseconds of CPU that this process has used, garbage collection and compilation included. */
export function readCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/**
 * Makes a slice of CPU time out of work, which is called until `ms` milliseconds of it are full. Runs it for
 * `warmMs` before. With `--expose-gc` each begins without young garbage.
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
  // By CPU time, so that work is as warm on a machine that is busy.
  const start = readCpu()
  for (let step = 1; readCpu() - start < warmMs * 1000 || calls < 2; calls += step, step *= 2) await run(step)
  const before = readCpu()
  const sample = Math.ceil(calls / 4)
  await run(sample)
  const perSlice = Math.max(1, Math.round((ms * 1000 * sample) / (readCpu() - before)))

  return async () => {
    // Timers and garbage of the slice before are none of ours.
    await setImmediate()
    globalThis.gc?.({ type: 'minor' })
    const cpu = readCpu()
    await run(perSlice)
    return (readCpu() - cpu) / (perSlice * units)
  }
}
