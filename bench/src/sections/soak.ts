import { on } from 'node:events'
import { start } from '../processes/ask.js'
import type { Sample, SoakTask } from '../processes/soak.js'
import { toDigits } from '../report/format.js'

const task: SoakTask = { events: 10_000_000, hours: 50, interval: 500_000 }
/** The number of samples of the warm-up. */
const warmUp = 2
/** The maximum heap at the end, relative to that after the warm-up. */
const tolerance = 1.1

/** Simulates 50 hours of traffic and prints the heap. Resolves with whether the heap has stayed the same. */
export async function soak(): Promise<boolean> {
  const child = start('soak', [JSON.stringify(task)], ['--expose-gc'])
  const samples: Sample[] = []
  for await (const [sample] of on(child, 'message', { close: ['exit'] })) {
    samples.push(sample)
    console.log(describe(sample))
  }
  if (samples.length < task.events / task.interval) throw new Error(`it ended with ${child.exitCode}`)
  const level = samples[warmUp - 1]?.heap ?? Number.NaN
  const last = samples.at(-1)?.heap ?? Number.NaN
  console.log(`\nAfter warming up ${toMegabytes(level)} MB, at the end ${toMegabytes(last)} MB.`)
  return last <= level * tolerance
}

function describe({ hours, events, heap }: Sample): string {
  return `${toDigits(hours)} h, ${events.toLocaleString('en-US')} events: ${toMegabytes(heap)} MB on the heap`
}

function toMegabytes(bytes: number): string {
  return toDigits(bytes / 2 ** 20)
}
