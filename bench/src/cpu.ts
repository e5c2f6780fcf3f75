import { setImmediate } from 'node:timers/promises'
import type { Slice } from './pairs.js'

/** The CPU time that this process has used, in microseconds, including garbage collection and compilation. */
export function readCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/**
 * Creates a slice that calls `work` for `ms` milliseconds of CPU time, after `warmMs` milliseconds of warm-up. With
 * `--expose-gc`, each slice starts with a minor garbage collection.
 *
 * @param units the number of events per call
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
  // Measured in CPU time, so that the warm-up is the same on a busy machine.
  const start = readCpu()
  for (let step = 1; readCpu() - start < warmMs * 1000 || calls < 2; calls += step, step *= 2) await run(step)
  const before = readCpu()
  const sample = Math.ceil(calls / 4)
  await run(sample)
  const perSlice = Math.max(1, Math.round((ms * 1000 * sample) / (readCpu() - before)))

  return async () => {
    // Timers and garbage of the previous slice do not count.
    await setImmediate()
    globalThis.gc?.({ type: 'minor' })
    const cpu = readCpu()
    await run(perSlice)
    return (readCpu() - cpu) / (perSlice * units)
  }
}
